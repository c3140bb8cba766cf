import { describe, expect, test } from 'vitest';
import { ms, plain, units } from '../../../src/domain/units.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { ProbePorts, ProbeSession } from '../../../src/ports/probe.ts';
import { loadKind } from '../../../src/probes/load/kind.ts';
import type { Cursor } from '../../../src/probes/load/load.ts';
import { measures } from '../../../src/probes/load/measures.ts';
import { loadSpec } from './shop.ts';
import { noClusters } from '../../fakes/nowhere.ts';

const spec = (measure: string) => loadKind.schema.parse({ load: 'checkout', measure });
const context = { folder: '/', scrapes: {}, contexts: {}, loads: [loadSpec(10, 'https://shop.example:8443/checkout')] };

test('each measure has its unit, and only ratios and latencies are pooled', () => {
  const facts = Object.fromEntries(measures.map((measure) => [measure, [loadKind.unit(spec(measure)), loadKind.poolable(spec(measure))]]));
  const latency = [units.ms, true];
  expect(facts).toEqual({
    'success-ratio': [units.ratio, true],
    ...{ p50: latency, p75: latency, p90: latency, p95: latency, p99: latency, 'p99.9': latency, max: latency },
    rate: [units['per-second'], false],
    dropped: [plain, false],
  });
});

test('an unknown measure or key is refused, with what was expected', () => {
  const refusal = (value: unknown): string | undefined => loadKind.schema.safeParse(value).error?.issues[0]?.message;
  expect(refusal({ load: 'checkout', measure: 'p42' })).toBe(`expected one of ${measures.join(', ')}`);
  expect(refusal({ load: 'checkout', measure: 'p99', window: '5s' })).toContain('window');
  expect(refusal({ measure: 'p99' })).toBe('expected the name of a load');
});

test('it reads from the host of its load', () => {
  expect(loadKind.hosts(spec('p99'), context)).toEqual(['shop.example:8443']);
});

test('a target that hangs shows in a percentile once its requests are old enough, in the share of good ones only at their timeout', () => {
  const worst = (measure: string, limit?: number, every = 1000) =>
    loadKind.staleness(spec(measure), context, { every: ms(every), ...(limit === undefined ? {} : { limit }) });
  expect(worst('p99', 1500)).toEqual({ worst: 1500, why: 'a request that hangs counts once it is 1.5 s old' });
  expect(worst('max', 50)).toEqual({ worst: 1000, why: 'a request that hangs counts once it is 1 s old' });
  expect(worst('p99', 60_000)).toEqual({ worst: 10_000, why: 'a request that hangs is judged at its timeout of 10 s' });
  expect(worst('p99').worst).toBe(10_000);
  expect(worst('success-ratio', 0.8)).toEqual({ worst: 10_000, why: 'a request that hangs fails at its timeout of 10 s' });
  expect(worst('dropped', 5).worst).toBe(10_000);
  expect(worst('rate', 100, 250).worst).toBe(250);
});

describe('a session', () => {
  const cursor = (take: Cursor['take']): Cursor => ({ take, [Symbol.dispose]: () => undefined });
  const ports = (take: Cursor['take'], seen: string[] = []): ProbePorts => ({
    ...context,
    kubernetes: noClusters,
    clock: systemClock,
    http: { request: () => Promise.reject(new Error('unused')) },
    exec: { run: () => Promise.reject(new Error('unused')) },
    shared: (key) => {
      seen.push(key);
      return { stats: () => Promise.resolve(), cursor: () => cursor(take) } as never;
    },
  });
  const open = async (name: string, given: ProbePorts): Promise<ProbeSession> => {
    const opener = await loadKind.load();
    return opener({ load: name, measure: 'p99' }, { name: 'p99', unit: units.ms, every: ms(1000) }, given);
  };

  test('shares the load of its name with whoever else reads it', async () => {
    const seen: string[] = [];
    await open(
      'checkout',
      ports(() => Promise.reject(new Error('unused')), seen),
    );
    expect(seen).toEqual(['load:checkout']);
  });

  test('is blind, with the reason, when the generator is dead or silent', async () => {
    const session = await open(
      'checkout',
      ports(() => Promise.reject(new Error('the load generator is gone: out of memory'))),
    );
    expect(await session.sample(new AbortController().signal)).toEqual({ kind: 'blind', reason: 'the load generator is gone: out of memory' });
  });

  test('does not open on a load that is not there', async () => {
    const opening = open(
      'chekout',
      ports(() => Promise.reject(new Error('unused'))),
    );
    await expect(opening).rejects.toThrow('Cannot measure p99: there is no load "chekout". Add it under load:.');
  });

  test('does not send from here what is to be sent from a cluster', async () => {
    const loads = context.loads.map((load) => ({ ...load, in: { namespace: 'shop' } }));
    const given: ProbePorts = { ...ports(() => Promise.reject(new Error('unused'))), loads, shared: (_, make) => make() };
    await expect(open('checkout', given)).rejects.toThrow('Cannot measure p99: nobody has started load checkout in its cluster. Only a run does.');
  });
});
