import { expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/plan.ts';
import { FakeRuleProxy } from '../../fakes/rule-proxy.ts';
import { kindOf, portsFor, specOf } from './stage.ts';

async function preflight(change: (proxy: FakeRuleProxy) => void): Promise<readonly Refusal[]> {
  const proxy = new FakeRuleProxy();
  change(proxy);
  const ports = portsFor(proxy.http, { kind: 'embedded', api: 'http://127.0.0.1:8474', upstream: '127.0.0.1:9001' });
  return (await kindOf('http.status').load(ports)).preflight(specOf('http.status'), new AbortController().signal);
}

test('a proxy that is there, enabled and free is taken; what a human set on it does not matter', async () => {
  expect(await preflight((proxy) => proxy.toxics.push({ name: 'by-hand' }))).toEqual([]);
});

test('a real Toxiproxy is refused with the way out', async () => {
  expect(await preflight((proxy) => Object.assign(proxy, { version: { version: '2.12.0' } }))).toEqual([
    {
      why: 'http://127.0.0.1:8474 is a Toxiproxy 2.12.0, and that knows no HTTP rules.',
      hint: 'Serve proxy "payments" by firedrill proxy, which takes the same config and clients, or use a toxiproxy.* fault on it.',
    },
  ]);
});

test('nothing at the address is refused', async () => {
  expect(await preflight((proxy) => Object.assign(proxy, { unreachable: true }))).toEqual([
    {
      why: 'proxy "payments" cannot be looked at: http://127.0.0.1:8474 does not answer: connect ECONNREFUSED 127.0.0.1:1.',
      hint: 'Start it: firedrill proxy --config proxies.yaml',
    },
  ]);
});

test('an unknown proxy is refused, with those that there are', async () => {
  expect(await preflight((proxy) => Object.assign(proxy, { proxies: ['orders', 'catalog'] }))).toEqual([
    { why: 'there is no proxy "payments" at http://127.0.0.1:8474.', hint: 'It has: catalog, orders.' },
  ]);
});

test('a disabled proxy is refused', async () => {
  const [refusal] = await preflight((proxy) => Object.assign(proxy, { enabled: false }));
  expect(refusal?.why).toBe('proxy "payments" is disabled.');
});

test('a proxy that leads elsewhere than the config says is refused', async () => {
  const proxy = new FakeRuleProxy();
  const ports = portsFor(proxy.http, { kind: 'embedded', api: 'http://127.0.0.1:8474', upstream: 'staging:9001' });
  const refusals = await (await kindOf('http.status').load(ports)).preflight(specOf('http.status'), new AbortController().signal);
  expect(refusals.map(({ why }) => why)).toEqual(['proxy "payments" leads to 127.0.0.1:9001, and the config says staging:9001.']);
});

test("another run's rule or toxic is refused, with the run to restore", async () => {
  const rule = await preflight((proxy) => proxy.rules.set('fd-9x1-2', { name: 'fd-9x1-2', owner: '9x1', counters: { seen: 0, matched: 0, hit: 0 } }));
  expect(rule).toEqual([{ why: 'rule "fd-9x1-2" of another run is still on proxy "payments".', hint: 'Restore that run first: firedrill restore 9x1' }]);
  const toxic = await preflight((proxy) => proxy.toxics.push({ name: 'fd-8k-1' }));
  expect(toxic).toEqual([{ why: 'toxic "fd-8k-1" of another run is still on proxy "payments".', hint: 'Restore that run first: firedrill restore 8k' }]);
});
