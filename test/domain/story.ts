/** Runs told in a few words: samples, facts and events for the tests of the judging. */
import type { Aggregate, Bound, Comparator, Condition } from '../../src/domain/condition.ts';
import { begin } from '../../src/domain/analysis/state.ts';
import { conclude } from '../../src/domain/analysis/conclude.ts';
import { fold } from '../../src/domain/analysis/fold.ts';
import type { Event, FaultFacts, RunStarted, SliFacts, Unstamped } from '../../src/domain/events.ts';
import type { Expectation } from '../../src/domain/experiment.ts';
import type { Measurement, Sample } from '../../src/domain/sample.ts';
import { ms, plain, units, type Unit } from '../../src/domain/units.ts';
import type { Judged, Verdict } from '../../src/domain/verdict.ts';

export const at = (time: number, happening: Unstamped): Event => ({ ...happening, at: ms(time) });

/** A sample that arrived at `time` and covers the second before it. */
export function sample(time: number, measurement: Measurement, every = 1000): Sample {
  return { ...measurement, at: ms(time), from: ms(time - every) };
}
export const good = (time: number, value: number, more: object = {}): Sample => sample(time, { kind: 'good', value, ...more });
export const blind = (time: number, reason = 'no answer'): Sample => sample(time, { kind: 'blind', reason });
export const pending = (time: number): Sample => sample(time, { kind: 'pending', waiting: 3 });

export const sli = (name: string, unit: Unit = plain, more: Partial<SliFacts> = {}): SliFacts => ({
  name,
  probe: 'scrape',
  unit,
  every: ms(1000),
  poolable: false,
  judged: true,
  ...more,
});

export const fault = (name: string, more: Partial<FaultFacts> = {}): FaultFacts => ({
  name,
  type: 'toxiproxy.latency',
  effect: 'observed',
  healsByItself: false,
  summary: 'adds 2 s to everything',
  ...more,
});

type Of<Kind extends Expectation['kind']> = Extract<Expectation, { readonly kind: Kind }>;

export function condition(name: string, comparator: Comparator, limit: number | Bound, as: Aggregate = 'mean'): Condition {
  return { sli: name, comparator, bound: typeof limit === 'number' ? { kind: 'absolute', value: limit } : limit, as };
}

export const during = (on: Condition, after = 0, of?: string): Of<'during'> => ({
  kind: 'during',
  id: `during.${on.sli}`,
  condition: on,
  after: ms(after),
  ...(of === undefined ? {} : { of }),
});
export const throughout = (on: Condition, after = 0, of?: string): Of<'throughout'> => ({
  kind: 'throughout',
  id: `throughout.${on.sli}`,
  condition: on,
  after: ms(after),
  ...(of === undefined ? {} : { of }),
});
export const eventually = (on: Condition, within: number, from: 'inject' | 'restore' = 'inject', of?: string): Of<'eventually'> => ({
  kind: 'eventually',
  id: `eventually.${on.sli}`,
  condition: on,
  within: ms(within),
  from,
  ...(of === undefined ? {} : { of }),
});
export const recovery = (within: number): Expectation => ({ kind: 'recovery', id: 'recovery', within: ms(within) });

export const started = (more: Partial<RunStarted> = {}): Event =>
  at(0, {
    kind: 'run.started',
    schemaVersion: 1,
    run: '7k2',
    wall: '2026-11-24T12:00:00.000Z',
    experiment: 'slow-payments',
    hypothesis: 'Shoppers still check out.',
    tags: [],
    links: {},
    file: 'experiments/slow-payments.yaml',
    production: false,
    vars: {},
    seed: 42,
    rehearsal: false,
    slis: [sli('availability', units.ratio), sli('p99', units.ms), sli('queued')],
    steadyState: [],
    expect: [],
    abort: [],
    limits: { duration: ms(300_000), restore: ms(30_000), blind: ms(3000) },
    baseline: { for: ms(15_000), warmUp: ms(3000) },
    faults: [fault('slow')],
    versions: { firedrill: '0.1.0', node: '24.21.0' },
    ...more,
  });

export const sampled = (name: string, one: Sample): Event => at(one.at, { kind: 'sli.sampled', sli: name, sample: one });
export const phase = (time: number, name: Extract<Event, { kind: 'phase.entered' }>['phase']): Event => at(time, { kind: 'phase.entered', phase: name });

/** An injection from its preparation until it is seen in place at `time`. */
export function comes(time: number, name = 'slow', n = 1): Event[] {
  return [
    at(time - 200, { kind: 'fault.prepared', fault: name, n, targets: ['payments'] }),
    at(time - 100, { kind: 'fault.injected', fault: name, n }),
    at(time, { kind: 'fault.present', fault: name, n }),
  ];
}
export function goes(time: number, name = 'slow', n = 1): Event[] {
  return [at(time, { kind: 'fault.restoring', fault: name, n }), at(time + 50, { kind: 'fault.restored', fault: name, n, took: ms(50), by: 'runner' })];
}
export const out = (time: number): Event => at(time, { kind: 'run.restored' });
export const ends = (time: number): Event => at(time, { kind: 'phase.entered', phase: 'recovery' });

/** One sample a second from `start` on, each value as it is or as a measurement. */
export function stream(name: string, start: number, values: readonly (number | Measurement)[]): Event[] {
  return values.map((one, index) => sampled(name, sample(start + index * 1000, typeof one === 'number' ? { kind: 'good', value: one } : one)));
}

/** Puts the parts of a story in the order of their time; parts of one instant stay as they were told. */
export const told = (...parts: (Event | readonly Event[])[]): Event[] => parts.flat().sort((one, other) => one.at - other.at);

export const verdictOf = (events: readonly Event[]): Verdict => conclude(events.reduce(fold, begin()));

export function judged(events: readonly Event[], id: string): Judged {
  const found = verdictOf(events).expectations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no expectation ${id}`);
  return found;
}
