import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { FaultPlan } from '../../../src/domain/plan.ts';
import type { ProxyAddress } from '../../../src/ports/injector.ts';
import { kindOf, specOf } from './specs.ts';
import { nowhere } from '../../fakes/nowhere.ts';

const plan = (type: string, keys?: JsonObject, payments?: ProxyAddress): FaultPlan =>
  kindOf(type).plan(specOf(type, keys), { ...nowhere, ...(payments === undefined ? {} : { proxies: { payments } }) });

test.each([
  ['toxiproxy.latency', { latency: '2s', jitter: '200ms' }, 'adds 2 s ± 200 ms on every connection through proxy payments, downstream'],
  ['toxiproxy.latency', { latency: '2s', toxicity: '0.1%' }, 'adds 2 s on 0.1 % of the connections through proxy payments, downstream'],
  ['toxiproxy.bandwidth', { rate: '64KB/s', stream: 'upstream' }, 'lets 64 KB/s through on every connection through proxy payments, upstream'],
  ['toxiproxy.slow-close', { delay: '1s' }, 'delays the close by 1 s on every connection through proxy payments, downstream'],
  ['toxiproxy.timeout', { timeout: '0ms' }, 'lets no data through and never closes on every connection through proxy payments, downstream'],
  ['toxiproxy.timeout', { timeout: '3s' }, 'lets no data through and closes after 3 s on every connection through proxy payments, downstream'],
  ['toxiproxy.reset-peer', {}, 'resets at the first data on every connection through proxy payments, downstream'],
  ['toxiproxy.reset-peer', { timeout: '3s' }, 'resets 3 s after the first data on every connection through proxy payments, downstream'],
  ['toxiproxy.slicer', { 'average-size': '64B' }, 'cuts data into pieces of 64 B on every connection through proxy payments, downstream'],
  [
    'toxiproxy.slicer',
    { 'average-size': '1KiB', 'size-variation': '64B', delay: '2ms' },
    'cuts data into pieces of 1 KiB ± 64 B, 2 ms apart on every connection through proxy payments, downstream',
  ],
  ['toxiproxy.limit-data', { bytes: '1KiB' }, 'closes after 1 KiB on every connection through proxy payments, downstream'],
  ['toxiproxy.down', {}, 'refuses every connection to proxy payments, and closes those that are open'],
])('%s says what it does with its units', (type, keys, summary) => {
  expect(plan(type, keys).summary).toBe(summary);
});

test('a proxy that the environment does not list is looked for at the default address', () => {
  expect(plan('toxiproxy.latency')).toMatchObject({
    candidates: ['proxy payments at http://127.0.0.1:8474'],
    locks: ['proxy:http://127.0.0.1:8474/payments'],
    group: 'proxy:http://127.0.0.1:8474/payments',
    hosts: ['127.0.0.1'],
  });
});

test('a proxy of a name that objects have anyway is not taken for a listed one', () => {
  const spec = kindOf('toxiproxy.down').schema.parse({ proxy: 'constructor' });
  expect(kindOf('toxiproxy.down').plan(spec, nowhere).candidates).toEqual(['proxy constructor at http://127.0.0.1:8474']);
});

test('two spellings of one control address have one lock', () => {
  const locks = ['http://localhost:8474', 'http://127.0.0.1:8474/', 'http://[::1]:8474'].map(
    (api) => plan('toxiproxy.down', {}, { kind: 'toxiproxy', api }).locks[0],
  );
  expect(new Set(locks)).toEqual(new Set(['proxy:http://127.0.0.1:8474/payments']));
});

test('the hosts at both ends of a proxy are named, and a wildcard is the machine of the control address', () => {
  const address = { kind: 'toxiproxy', api: 'http://toxi.test:8474', listen: '0.0.0.0:9001', upstream: 'payments.test:443' } as const;
  expect(plan('toxiproxy.down', {}, address).hosts).toEqual(['toxi.test', 'payments.test']);
  expect(plan('toxiproxy.down', {}, { ...address, listen: '[::1]:9001' }).hosts).toEqual(['toxi.test', '[::1]', 'payments.test']);
});

test('a toxic of the embedded proxy has a lease; nothing else has, and the plan says why', () => {
  const embedded = { kind: 'embedded', api: 'http://127.0.0.1:8474' } as const;
  expect(plan('toxiproxy.latency', undefined, embedded).lease).toEqual({ kind: 'ttl', ttl: 20_000 });
  expect(plan('toxiproxy.latency').lease).toEqual({ kind: 'none', why: 'Toxiproxy keeps a toxic until someone removes it' });
  expect(plan('toxiproxy.down', undefined, embedded).lease).toEqual({ kind: 'none', why: 'a disabled proxy carries no expiry' });
});

test('the share of traffic is the toxicity', () => {
  expect(plan('toxiproxy.latency', { latency: '1s', toxicity: '1%' }).share).toEqual({ traffic: 0.01 });
  expect(plan('toxiproxy.down').share).toEqual({ traffic: 1 });
});
