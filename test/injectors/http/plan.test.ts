import { expect, test } from 'vitest';
import { toxiproxyKinds } from '../../../src/injectors/toxiproxy/kinds.ts';
import type { PlanContext } from '../../../src/ports/injector.ts';
import { kindOf, specOf } from './stage.ts';
import { nowhere } from '../../fakes/nowhere.ts';

const context: PlanContext = {
  ...nowhere,
  proxies: { payments: { kind: 'embedded', api: 'http://localhost:8474/', listen: ':9000', upstream: 'pay.test:9001' } },
};

test('http.status says whom it hits, and how much of the traffic', () => {
  const plan = kindOf('http.status').plan(specOf('http.status', { share: '50%', match: { method: 'post', path: '/charge/**' } }), context);
  expect(plan.summary).toBe('answers 503 to 50 % of the POST requests for /charge/** through proxy payments');
  expect(plan).toMatchObject({
    effect: 'counted',
    share: { traffic: 0.5 },
    lease: { kind: 'ttl', ttl: 20_000 },
    hosts: ['localhost', 'pay.test'],
    healsByItself: false,
  });
});

test('http.delay says how long', () => {
  const plan = kindOf('http.delay').plan(specOf('http.delay', { delay: '2s', jitter: '200ms' }), context);
  expect(plan.summary).toBe('holds back by 2 s ± 200 ms the answer to every request through proxy payments');
});

test('an HTTP fault and a toxic on the same proxy share lock and group, however the address is spelled', () => {
  const latency = toxiproxyKinds.find(({ type }) => type === 'toxiproxy.latency');
  const toxic = latency?.plan(latency.schema.parse({ proxy: 'payments', latency: '1s' }), context);
  const plan = kindOf('http.status').plan(specOf('http.status'), context);
  expect(plan.locks).toEqual(['proxy:http://127.0.0.1:8474/payments']);
  expect([plan.locks, plan.group]).toEqual([toxic?.locks, toxic?.group]);
});

test('a proxy that no environment lists is looked for at the default address', () => {
  expect(kindOf('http.status').plan(specOf('http.status'), nowhere).locks).toEqual(['proxy:http://127.0.0.1:8474/payments']);
});

test.each([
  ['http.status', { status: 101 }, 'expected a status from 200 to 599'],
  ['http.status', { share: '0%' }, 'expected at least 0.01%'],
  ['http.status', { match: { path: 'charge' } }, 'expected a path glob such as /orders/**'],
  ['http.status', { headers: { 'Content-Length': '5' } }, 'expected none of content-length, transfer-encoding, connection, upgrade: the proxy writes them'],
  ['http.status', { stream: 'upstream' }, 'Unrecognized key: "stream"'],
  ['http.delay', { delay: '20m' }, 'expected at most 10 m'],
  ['http.delay', { delay: 200 }, 'expected a duration such as 250ms, 2s, 5m or 1h'],
])('%s refuses %j', (type, keys, message) => {
  const needed = type === 'http.delay' ? { delay: '1s' } : {};
  const parsed = kindOf(type).schema.safeParse({ proxy: 'payments', ...needed, ...keys });
  expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
