import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../ports.ts';
import { systemProgram } from '../system.ts';
import { ask, original, ours, type Call, type Side } from './side-by-side.ts';
import { trip } from './trip.ts';

const server = systemProgram('toxiproxy-server');
const cli = systemProgram('toxiproxy-cli');
const upstream = '127.0.0.1:1';
const web = JSON.stringify({ name: 'web', listen: '127.0.0.1:PORT', upstream });
const create: Call = { method: 'POST', path: '/proxies', body: web };
const toxic = (body: object): Call => ({ method: 'POST', path: '/proxies/web/toxics', body: JSON.stringify(body) });
const get = (path: string): Call => ({ method: 'GET', path });
const remove = (path: string): Call => ({ method: 'DELETE', path });
const post = (path: string, body: object): Call => ({ method: 'POST', path, body: JSON.stringify(body) });
const patch = (path: string, body: object): Call => ({ ...post(path, body), method: 'PATCH' });

const conversations: Readonly<Record<string, readonly Call[]>> = {
  'proxies from creation to deletion': [
    get('/proxies'),
    create,
    create,
    get('/proxies'),
    get('/proxies/web'),
    remove('/proxies/web'),
    remove('/proxies/web'),
    get('/proxies/web'),
  ],
  'what is no proxy': [
    { method: 'POST', path: '/proxies', body: '' },
    { method: 'POST', path: '/proxies', body: '{' },
    { method: 'POST', path: '/proxies', body: '[]' },
    { method: 'POST', path: '/proxies', body: 'null' },
    post('/proxies', { listen: '127.0.0.1:PORT', upstream }),
    post('/proxies', { name: 'web', listen: '127.0.0.1:PORT' }),
    post('/proxies', { name: 7, upstream }),
    post('/proxies', { name: 'web', upstream, enabled: 'yes' }),
    get('/proxies'),
  ],
  'a port that is taken': [create, post('/proxies', { name: 'other', listen: '127.0.0.1:PORT', upstream }), get('/proxies')],
  'switching off and on': [
    create,
    post('/proxies/web', { enabled: false }),
    get('/proxies/web'),
    patch('/proxies/web', { enabled: true }),
    post('/proxies/web', { upstream: '127.0.0.1:2' }),
    post('/proxies/web', {}),
    post('/proxies/none', { enabled: true }),
    { method: 'POST', path: '/proxies/web', body: 'x' },
  ],
  'a proxy that is created disabled': [
    post('/proxies', { name: 'web', listen: '127.0.0.1:PORT', upstream, enabled: false }),
    post('/proxies/web', { enabled: true }),
  ],
  populate: [
    { method: 'POST', path: '/populate', body: `[${web}]` },
    toxic({ type: 'latency', attributes: { latency: 5 } }),
    { method: 'POST', path: '/populate', body: `[${web}]` },
    { method: 'POST', path: '/populate', body: `[${web.replace('127.0.0.1:1"', '127.0.0.1:2"')}]` },
    { method: 'POST', path: '/populate', body: '[]' },
    { method: 'POST', path: '/populate', body: '{}' },
    { method: 'POST', path: '/populate', body: '[{"upstream":"x:1"}]' },
    { method: 'POST', path: '/populate', body: '[{"name":"x"}]' },
    { method: 'POST', path: '/populate', body: `[${web},{"name":"two","listen":"127.0.0.1:PORT","upstream":"x:1"}]` },
    get('/proxies'),
  ],
  reset: [create, toxic({ type: 'latency' }), post('/proxies/web', { enabled: false }), { method: 'POST', path: '/reset' }, get('/proxies')],
  'every toxic, with its defaults': [
    create,
    ...['latency', 'bandwidth', 'slow_close', 'timeout', 'reset_peer', 'limit_data', 'noop'].map((type) => toxic({ type })),
    toxic({ type: 'slicer', attributes: { average_size: 10 } }),
    get('/proxies/web/toxics'),
  ],
  'toxics from creation to deletion': [
    create,
    toxic({ name: 'slow', type: 'latency', stream: 'upstream', toxicity: 0.5, attributes: { latency: 100, jitter: 10 } }),
    toxic({ type: 'latency', attributes: { latency: 100 } }),
    toxic({ type: 'latency', stream: 'DOWNSTREAM' }),
    toxic({ name: 'slow', type: 'timeout' }),
    get('/proxies/web'),
    get('/proxies/web/toxics'),
    get('/proxies/web/toxics/slow'),
    post('/proxies/web/toxics/slow', { attributes: { jitter: 20 } }),
    patch('/proxies/web/toxics/slow', { toxicity: 1 }),
    patch('/proxies/web/toxics/slow', {}),
    patch('/proxies/web/toxics/slow', { attributes: null, toxicity: null }),
    remove('/proxies/web/toxics/slow'),
    remove('/proxies/web/toxics/slow'),
    get('/proxies/web/toxics/slow'),
    patch('/proxies/web/toxics/slow', {}),
    get('/proxies/none/toxics'),
    post('/proxies/none/toxics', { type: 'latency' }),
  ],
  'what is no toxic': [
    create,
    toxic({ type: 'earthquake' }),
    toxic({}),
    toxic({ type: 'latency', stream: 'sideways' }),
    toxic({ type: 'latency', stream: '' }),
    toxic({ type: 'latency', attributes: { latency: 'long' } }),
    toxic({ type: 'latency', attributes: { latency: 1.5 } }),
    toxic({ type: 'latency', attributes: [] }),
    toxic({ type: 'latency', toxicity: 'half' }),
    { method: 'POST', path: '/proxies/web/toxics', body: '' },
    get('/proxies/web/toxics'),
  ],
  'what is no address of the API': [
    get('/'),
    get('/nothing'),
    post('/version', {}),
    { method: 'PUT', path: '/proxies' },
    { method: 'DELETE', path: '/proxies' },
    get('/reset'),
  ],
  'a browser': [{ ...get('/proxies'), headers: { 'user-agent': 'Mozilla/5.0 (X11)' } }],
};

describe.skipIf(server === undefined)('beside Toxiproxy 2.12', () => {
  let theirs: Side;
  let mine: Side;

  beforeEach(async () => {
    [theirs, mine] = [await original(server ?? ''), await ours()];
  });
  afterEach(async () => {
    await Promise.all([theirs[Symbol.asyncDispose](), mine[Symbol.asyncDispose]()]);
  });

  test.each(Object.entries(conversations))('%s: the same answers', async (_, calls) => {
    for (const call of calls) expect({ call, ...(await ask(mine, call)) }).toEqual({ call, ...(await ask(theirs, call)) });
  });

  test('it calls itself by the same version, and firedrill', async () => {
    const version = await ask(theirs, get('/version'));
    expect(await ask(mine, get('/version'))).toEqual({ status: 200, body: { version: '2.12.0+firedrill', firedrill: true } });
    expect(version.status).toBe(200);
  });
});

test.each([
  ['slicer', {}, 'attributes: average_size: expected at least 1'],
  ['slicer', { average_size: 5, size_variation: 6 }, 'attributes: size_variation: expected at most average_size'],
  ['bandwidth', { rate: -1 }, 'attributes: rate: expected at least 0'],
  ['latency', { latency: -1 }, 'attributes: latency: expected at least 0'],
])('what crashes or confuses the original is refused: %s %j', async (type, attributes, why) => {
  await using mine = await ours();
  await ask(mine, create);
  const response = await fetch(`${mine.api}/proxies/web/toxics`, { method: 'POST', body: JSON.stringify({ type, attributes }) });
  expect([response.status, await response.json()]).toEqual([400, { error: `bad request body: ${why}`, status: 400 }]);
});

test('toxiproxy-node-client works with it', async () => {
  await using mine = await ours();
  const client = new Toxiproxy(mine.api);
  const proxy = await client.createProxy({ name: 'web', listen: '127.0.0.1:0', upstream });
  const slow = await proxy.addToxic({ name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 10, jitter: 0 } });
  expect((await proxy.getToxic('slow')).attributes).toEqual({ latency: 10, jitter: 0 });
  await slow.remove();
  await client.reset();
  expect(Object.keys(await client.getAll())).toEqual(['web']);
  await (await client.get('web')).remove();
  expect(await client.getAll()).toEqual({});
});

describe.skipIf(cli === undefined)('toxiproxy-cli', () => {
  test('lists, creates, toggles, inspects, and adds, updates and removes toxics', async () => {
    await using mine = await ours();
    const run = async (...args: string[]): Promise<string> => (await promisify(execFile)(cli ?? '', ['-h', mine.api, ...args])).stdout;
    const listen = `127.0.0.1:${await freePort()}`;
    expect(await run('create', '-l', listen, '-u', upstream, 'web')).toBe('Created new proxy web\n');
    expect(await run('list')).toContain(`web\t${listen}\t${upstream}\tenabled\t0`);
    await run('toxic', 'add', '-t', 'latency', '-a', 'latency=100', '-a', 'jitter=5', 'web');
    await run('toxic', 'update', '-n', 'latency_downstream', '-a', 'latency=200', 'web');
    expect(await run('inspect', 'web')).toContain('latency=200');
    await run('toxic', 'remove', '-n', 'latency_downstream', 'web');
    expect(await run('toggle', 'web')).toBe('Proxy web is now disabled\n');
    expect(await run('delete', 'web')).toBe('Deleted proxy web\n');
  });
});

/** How long, and with what end, a byte takes through a proxy with one toxic; the service echoes. */
describe.skipIf(server === undefined)('has the effects of Toxiproxy 2.12', () => {
  let service: Server;

  beforeEach(async () => {
    service = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void service.close());

  test.each([
    ['latency', { latency: 300, jitter: 0 }, { text: 'x'.repeat(2000), end: 'open', after: 300 }],
    ['bandwidth', { rate: 5 }, { text: 'x'.repeat(2000), end: 'open', after: 400 }],
    ['slicer', { average_size: 500, size_variation: 0, delay: 50_000 }, { text: 'x'.repeat(2000), end: 'open', after: 150 }],
    ['limit_data', { bytes: 100 }, { text: 'x'.repeat(100), end: 'ended', after: 0 }],
    ['timeout', { timeout: 300 }, { text: '', end: 'ended', after: 300 }],
    ['reset_peer', { timeout: 300 }, { text: '', end: 'reset', after: 300 }],
  ])('%s %j', async (type, attributes, expected) => {
    await using theirs = await original(server ?? '');
    await using mine = await ours();
    for (const side of [theirs, mine]) {
      const { after, ...seen } = await trip(side, service, { type, attributes });
      expect({ side: side === mine ? 'ours' : 'theirs', ...seen }).toEqual({ side: side === mine ? 'ours' : 'theirs', text: expected.text, end: expected.end });
      expect(after).toBeGreaterThanOrEqual(expected.after - 5);
      expect(after).toBeLessThan(expected.after + 700);
    }
  });
});
