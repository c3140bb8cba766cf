import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Injector } from '../../../src/ports/injector.ts';
import { FakeRuleProxy } from '../../fakes/rule-proxy.ts';
import { kindOf, portsFor, realProxy, specOf, type RealProxy } from './stage.ts';

const calm = (): AbortSignal => new AbortController().signal;
const id = { run: '7k2', n: 1 };

async function fake(): Promise<{ proxy: FakeRuleProxy; injector: Injector; spec: JsonObject }> {
  const proxy = new FakeRuleProxy();
  const ports = portsFor(proxy.http, { kind: 'embedded', api: 'http://127.0.0.1:8474', upstream: '127.0.0.1:9001' });
  return { proxy, injector: await kindOf('http.status').load(ports), spec: specOf('http.status') };
}

async function inject(injector: Injector, spec: JsonObject): Promise<JsonObject> {
  const { undo } = await injector.prepare(spec, id, calm());
  await injector.apply(spec, undo, calm());
  return undo;
}

async function onReal(proxy: RealProxy, type: string, keys: object): Promise<{ injector: Injector; undo: JsonObject }> {
  const injector = await kindOf(type).load(portsFor(proxy.http, { kind: 'embedded', api: proxy.api }));
  return { injector, undo: await inject(injector, specOf(type, keys)) };
}

const get = (proxy: RealProxy, path: string, method = 'GET') => proxy.http.request({ url: proxy.url + path, method, signal: calm() });

test('http.status answers exactly its share of the matching requests, counts them, and says what it did', async () => {
  await using proxy = await realProxy();
  const keys = { share: '50%', match: { method: 'POST', path: '/charge/**' }, headers: { 'retry-after': '7' }, body: 'try later' };
  const { injector, undo } = await onReal(proxy, 'http.status', keys);
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => get(proxy, `/charge/${index}`, 'POST')));
  const hit = answers.filter(({ status }) => status === 503);
  expect(hit.length).toBe(50);
  expect(hit[0]).toMatchObject({ body: 'try later', headers: { 'retry-after': '7', 'x-firedrill-rule': 'fd-7k2-1' } });
  expect(await injector.observe(undo, calm())).toMatchObject({ presence: 'present', hits: 50, detail: '50 hit of 100 matching of 100 seen' });
  expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  expect((await get(proxy, '/charge/1', 'POST')).status).toBe(200);
});

test('requests that do not match, and health paths, pass', async () => {
  await using proxy = await realProxy();
  await onReal(proxy, 'http.status', { match: { method: ['POST', 'PUT'], header: { 'x-tenant': 'acme' } } });
  expect((await get(proxy, '/charge')).status).toBe(200);
  expect((await get(proxy, '/charge', 'POST')).status).toBe(200);
  const headers = { 'x-tenant': 'acme' };
  expect((await proxy.http.request({ url: `${proxy.url}/charge?x=1`, method: 'PUT', headers, signal: calm() })).status).toBe(503);
  expect((await proxy.http.request({ url: `${proxy.url}/healthz`, method: 'PUT', headers, signal: calm() })).status).toBe(200);
});

test('http.delay holds answers back', async () => {
  await using proxy = await realProxy();
  await onReal(proxy, 'http.delay', { delay: '150ms' });
  const started = performance.now();
  expect(await get(proxy, '/a')).toMatchObject({ status: 200, body: '/a' });
  expect(performance.now() - started).toBeGreaterThanOrEqual(149);
});

test('an answer that is lost is unclear, not a failure', async () => {
  const { proxy, injector, spec } = await fake();
  const { undo } = await injector.prepare(spec, id, calm());
  proxy.loses = 'answers';
  expect(await injector.apply(spec, undo, calm())).toEqual({ kind: 'unclear', why: 'http://127.0.0.1:8474 does not answer: connect ECONNRESET 127.0.0.1:1' });
  expect((await injector.observe(undo, calm())).presence).toBe('present');
});

test('renew sends the lease again, and throws where the rule is gone', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  await injector.renew?.(undo, calm());
  expect(proxy.http.calls.at(-1)).toMatchObject({ method: 'POST', url: 'http://127.0.0.1:8474/proxies/payments/rules/fd-7k2-1', body: '{"ttl":20000}' });
  proxy.rules.clear();
  await expect(injector.renew?.(undo, calm())).rejects.toThrow(
    'Cannot renew the lease of rule "fd-7k2-1" on proxy "payments": rule not found. It lapses by itself.',
  );
});

test('restore leaves rules that others made', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.rules.set('by-hand', { name: 'by-hand', counters: { seen: 0, matched: 0, hit: 0 } });
  expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  expect([...proxy.rules.keys()]).toEqual(['by-hand']);
});

test('a proxy that cannot be reached is not restored, and the exact command is said', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.unreachable = true;
  const why = 'http://127.0.0.1:8474 does not answer: connect ECONNREFUSED 127.0.0.1:1';
  const command = 'curl -X DELETE http://127.0.0.1:8474/proxies/payments/rules/fd-7k2-1';
  expect(await injector.restore(undo, calm())).toEqual({ kind: 'left', left: [{ target: 'rule "fd-7k2-1" on proxy "payments"', why, command }] });
  expect(await injector.observe(undo, calm())).toEqual({ presence: 'unknown', detail: why });
});

test('a proxy that is gone has taken its rule along: that is restored, and said', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.proxies = [];
  expect(await injector.observe(undo, calm())).toEqual({ presence: 'absent', detail: 'proxy "payments" is not on the server any more' });
  expect(await injector.restore(undo, calm())).toEqual({
    kind: 'restored',
    note: 'proxy "payments" is not on the server any more, and the rule with it',
  });
});

test('a server that took the port and lists no proxies is not taken for one that has lost its own', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.http.reply = () => ({ status: 404, body: '{"error":"proxy not found"}' });
  expect(await injector.observe(undo, calm())).toEqual({ presence: 'unknown', detail: 'the proxy refuses: proxy not found' });
  expect(await injector.restore(undo, calm())).toMatchObject({ kind: 'left', left: [{ why: 'the proxy refuses: proxy not found' }] });
});

test('a removal that is never done is not restored', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.loses = 'calls';
  expect((await injector.restore(undo, calm())).kind).toBe('left');
  proxy.loses = 'nothing';
  expect((await injector.restore(undo, calm())).kind).toBe('restored');
});

test('a removal whose answer is lost is seen to be done', async () => {
  const { proxy, injector, spec } = await fake();
  const undo = await inject(injector, spec);
  proxy.loses = 'answers';
  expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
});
