import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { echo, paths, ProxyWorld } from './world.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

test('bytes pass both ways, half-close too: an answer that comes after the question has ended arrives', async () => {
  await using world = await ProxyWorld.open((socket) => {
    let asked = '';
    socket.on('data', (data) => (asked += data.toString()));
    socket.on('end', () => socket.end(`you said ${asked}`));
  });
  using client = await world.client();
  client.send('hello');
  client.socket.end();
  await client.until(({ end }) => end === 'ended');
  expect(client.text).toBe('you said hello');
});

test('a megabyte echoed through every harmless toxic at once arrives whole', async () => {
  await using world = await ProxyWorld.open(echo);
  await world.toxic('latency', { latency: 5, jitter: 5 });
  await world.toxic('slicer', { average_size: 2000, size_variation: 1000, delay: 10 }, { stream: 'upstream' });
  await world.toxic('bandwidth', { rate: 20_000 });
  using client = await world.client();
  const sent = Array.from({ length: 20_000 }, (_, index) => String(index).padStart(50, '.')).join('');
  client.send(sent);
  client.socket.end();
  await client.until(({ end }) => end === 'ended');
  expect(client.text === sent).toBe(true);
});

test('a toxic reaches connections that were open before it', async () => {
  await using world = await ProxyWorld.open(echo);
  using client = await world.client();
  client.send('a');
  await client.until(({ text }) => text === 'a');
  await world.toxic('latency', { latency: 200 });
  const started = performance.now();
  client.send('b');
  await client.until(({ text }) => text === 'ab');
  expect(performance.now() - started).toBeGreaterThanOrEqual(198);
});

test('a slow reader holds the sender back: the proxy stores no more than its buffers', async () => {
  let written = 0;
  await using world = await ProxyWorld.open((socket) => {
    const chunk = Buffer.alloc(256 * 1024);
    const more = (): void => {
      while (written < 256 * 1024 * 1024 && socket.write(chunk)) written += chunk.length;
    };
    socket.on('drain', more).on('end', () => socket.end());
    more();
  });
  using client = await world.client();
  client.socket.pause();
  let before = -1;
  for (let tries = 0; before !== written && tries < 100; tries += 1) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('toxics come and go at once while a client does not read', async () => {
  await using world = await ProxyWorld.open((socket) => {
    const chunk = Buffer.alloc(1024 * 1024);
    for (let index = 0; index < 32; index += 1) socket.write(chunk);
  });
  using client = await world.client();
  client.socket.pause();
  for (const type of ['latency', 'slow_close', 'bandwidth']) expect((await world.toxic(type, type === 'bandwidth' ? { rate: 1 } : {})).status).toBe(200);
  for (const type of ['latency', 'slow_close', 'bandwidth']) expect((await world.call('DELETE', `/proxies/web/toxics/${type}`)).status).toBe(204);
  client.socket.resume();
  await client.until(({ text }) => text.length === 32 * 1024 * 1024);
});

test('timeout taken away closes the connections it had swallowed bytes of', async () => {
  const received = Promise.withResolvers<void>();
  await using world = await ProxyWorld.open((socket) => {
    socket.on('data', () => received.resolve());
    echo(socket);
  });
  await world.toxic('timeout', { timeout: 0 });
  using client = await world.client();
  client.send('lost');
  await received.promise;
  await world.call('DELETE', '/proxies/web/toxics/timeout');
  await client.until(({ end }) => end !== 'open');
  expect(client.text).toBe('');
});

test('reset_peer resets', async () => {
  await using world = await ProxyWorld.open(echo);
  await world.toxic('reset_peer', { timeout: 10 });
  using client = await world.client();
  client.send('x');
  await client.until(({ end }) => end === 'reset');
});

test('limit_data cuts an answer short', async () => {
  await using world = await ProxyWorld.open(echo);
  await world.toxic('limit_data', { bytes: 3 });
  using client = await world.client();
  client.send('abcdef');
  await client.until(({ end }) => end !== 'open');
  expect(client.text).toBe('abc');
});

test('a service that is not there ends its clients, and is told of once', async () => {
  await using world = await ProxyWorld.open(echo);
  await world.call('POST', '/proxies/web', { upstream: '127.0.0.1:1', listen: `127.0.0.1:${world.port}` });
  for (let turn = 0; turn < 3; turn += 1) {
    using client = await world.client();
    await client.until(({ end }) => end !== 'open');
  }
  expect(world.lines.filter((line) => line.includes('cannot be reached'))).toEqual([
    'proxy web: upstream 127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
  ]);
});

test('a disabled proxy closes what is open and takes nobody in, until it is enabled', async () => {
  await using world = await ProxyWorld.open(echo);
  using client = await world.client();
  await world.call('POST', '/proxies/web', { enabled: false });
  await client.until(({ end }) => end !== 'open');
  await expect(world.client()).rejects.toThrow('ECONNREFUSED');
  await world.call('POST', '/proxies/web', { enabled: true });
  using again = await world.client();
  again.send('x');
  await again.until(({ text }) => text === 'x');
});

test('a toxic and a rule with a ttl take themselves away, with nobody asking; renewed ones stay', async () => {
  await using world = await ProxyWorld.open(paths);
  await world.toxic('latency', { latency: 1 }, { ttl: 150, owner: '7k2' });
  const rule = { name: 'r', action: { kind: 'status', status: 500 }, ttl: 150, owner: '7k2' };
  await world.call('POST', '/proxies/web/rules', rule);
  await world.call('POST', '/proxies/web/rules', { ...rule, name: 'renewed' });
  const renewed = await world.call('POST', '/proxies/web/rules/renewed', { ttl: 60_000 });
  expect(renewed.json).toMatchObject({ ttl: 60_000, owner: '7k2' });
  using client = await world.client();
  await client.until(() => world.lines.filter((line) => line.endsWith('lapsed')).length === 2);
  expect((await world.call('GET', '/proxies/web')).json['toxics']).toEqual([]);
  expect((await world.call('GET', '/proxies/web/rules')).json).toMatchObject([{ name: 'renewed' }]);
});

test('a toxic shows its owner and what is left of its lease', async () => {
  await using world = await ProxyWorld.open(echo);
  const { json } = await world.toxic('latency', { latency: 1 }, { ttl: 20_000, owner: '7k2' });
  expect(json).toMatchObject({ owner: '7k2', ttl: 20_000 });
  expect(Number(json['remaining'])).toBeGreaterThan(19_000);
});

test('a rule reaches keep-alive connections that were open before it, request by request', async () => {
  await using world = await ProxyWorld.open(paths);
  using client = await world.client();
  client.send(get('/a'));
  await client.until(({ text }) => text.endsWith('/a'));
  await world.call('POST', '/proxies/web/rules', { name: 'r', match: { path: '/b*' }, action: { kind: 'status', status: 503, body: 'no' } });
  client.send(get('/b') + get('/c') + get('/b?x=1'));
  await client.until(({ text }) => text.split('HTTP/1.1 ').length === 5);
  expect([...client.text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '503', '200', '503']);
  expect((await world.call('GET', '/proxies/web/rules/r')).json['counters']).toEqual({ seen: 3, matched: 2, hit: 2, raw: 0 });
  await world.call('DELETE', '/proxies/web/rules/r');
  client.send(get('/b'));
  await client.until(({ text }) => text.endsWith('/b'));
});

test('latency delays the answers of rules too', async () => {
  await using world = await ProxyWorld.open(paths);
  await world.toxic('latency', { latency: 150 });
  await world.call('POST', '/proxies/web/rules', { name: 'r', action: { kind: 'status', status: 503 } });
  using client = await world.client();
  const started = performance.now();
  client.send(get('/a'));
  await client.until(({ text }) => text.includes('503 Service Unavailable'));
  expect(performance.now() - started).toBeGreaterThanOrEqual(148);
});

test('a service that hangs up on a connection where rules answer in its stead is dialled again when it is needed', async () => {
  const sockets: Socket[] = [];
  await using world = await ProxyWorld.open((socket) => {
    sockets.push(socket);
    paths(socket);
  });
  await world.call('POST', '/proxies/web/rules', { name: 'r', match: { path: '/no' }, action: { kind: 'status', status: 503 } });
  using client = await world.client();
  client.send(get('/no'));
  await client.until(({ text }) => text.includes('503'));
  const closed = once(sockets[0] ?? client.socket, 'close');
  sockets[0]?.end();
  await closed;
  client.send(get('/no') + get('/yes'));
  await client.until(({ text }) => text.endsWith('/yes'));
  expect([sockets.length, client.end]).toEqual([2, 'open']);
  client.socket.end();
  await client.until(({ end }) => end === 'ended');
});

test('a client that leaves while its service is parked leaves nothing behind', async () => {
  const { promise: serviceLeft, resolve } = Promise.withResolvers<void>();
  await using world = await ProxyWorld.open((socket) => {
    socket.once('close', () => resolve());
    paths(socket);
  });
  await world.call('POST', '/proxies/web/rules', { name: 'r', action: { kind: 'status', status: 503 } });
  using client = await world.client();
  client.send(get('/no'));
  await client.until(({ text }) => text.includes('503'));
  client.socket.end();
  await client.until(({ end }) => end === 'ended');
  await serviceLeft;
});
