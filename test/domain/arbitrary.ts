/** Arbitrary runs: sample streams and lives of faults, well-formed enough to be told, wild enough to meet every rule. */
import * as fc from 'fast-check';
import type { Condition } from '../../src/domain/condition.ts';
import type { Event, RunStarted } from '../../src/domain/events.ts';
import type { Expectation } from '../../src/domain/experiment.ts';
import type { Observation } from '../../src/domain/plan.ts';
import type { Measurement, Sample } from '../../src/domain/sample.ts';
import { ms, plain, units } from '../../src/domain/units.ts';
import { at, fault, phase, sampled, sli, started, told } from './story.ts';

const flag = (weight: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: 100 }).map((roll) => roll <= weight);
const saturation = flag(6).map((is) => (is ? { saturated: true as const } : {}));
const lost: fc.Arbitrary<Measurement> = fc.constant({ kind: 'blind', reason: 'no answer' });
const waiting: fc.Arbitrary<Measurement> = saturation.map((saturated) => ({ kind: 'pending', waiting: 2, ...saturated }));

const ratioSample: fc.Arbitrary<Measurement> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 4 }), saturation)
  .map(([bad, total, saturated]) => {
    const met = Math.max(0, total - bad);
    return { kind: 'good', value: met / total, pool: { kind: 'ratio', good: met, total }, ...saturated };
  });
const histogramSample: fc.Arbitrary<Measurement> = fc
  .tuple(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 4 }), saturation)
  .map(([pairs, saturated]) => {
    const counts = [...new Map(pairs)].sort(([a], [b]) => a - b);
    return { kind: 'good', value: counts.at(-1)?.[0] ?? 0, pool: { kind: 'histogram', quantile: 0.9, counts }, ...saturated };
  });
const gaugeSample: fc.Arbitrary<Measurement> = fc
  .tuple(fc.integer({ min: 0, max: 6 }), saturation)
  .map(([value, saturated]) => ({ kind: 'good', value, ...saturated }));

/** Samples once a second with a jitter; some runs are calm, some full of holes. */
function stream(one: fc.Arbitrary<Measurement>): fc.Arbitrary<Sample[]> {
  const calm = fc.oneof({ weight: 30, arbitrary: one }, { weight: 1, arbitrary: lost }, { weight: 1, arbitrary: waiting });
  const rough = fc.oneof({ weight: 6, arbitrary: one }, { weight: 2, arbitrary: lost }, { weight: 1, arbitrary: waiting });
  const slot = (measurement: fc.Arbitrary<Measurement>) => fc.tuple(measurement, fc.integer({ min: 0, max: 120 }), flag(97));
  return fc.oneof(fc.array(slot(calm), { minLength: 20, maxLength: 40 }), fc.array(slot(rough), { minLength: 20, maxLength: 40 })).map((slots) => {
    let last = 0;
    return slots.flatMap(([measurement, jitter, there], index) => {
      const from = last;
      last = (index + 1) * 1000 + jitter;
      return there ? [{ ...measurement, from: ms(from), at: ms(last) }] : [];
    });
  });
}

interface Life {
  name: string;
  n: number;
  present: number;
  lasts: number;
  end: 'restored' | 'left' | 'left, then restored' | 'left, then restored much later' | 'left, then let go' | 'let go' | 'guardian' | 'nothing';
  hits: number;
  mishap: 'none' | 'vanished' | 'absent for a while' | 'unseen for a while' | 'never present' | 'failed' | 'refused';
}

const life = (name: string, n: number): fc.Arbitrary<Life> =>
  fc.record({
    name: fc.constant(name),
    n: fc.constant(n),
    present: fc.integer({ min: 16, max: 80 }).map((quarter) => quarter * 250),
    lasts: fc.integer({ min: 4, max: 60 }).map((quarter) => quarter * 250),
    end: fc.oneof(
      { weight: 40, arbitrary: fc.constant('restored' as const) },
      { weight: 1, arbitrary: fc.constantFrom('left' as const, 'left, then restored' as const, 'guardian' as const, 'nothing' as const) },
      { weight: 1, arbitrary: fc.constantFrom('left, then restored much later' as const, 'left, then let go' as const, 'let go' as const) },
    ),
    hits: fc.constantFrom(5, 5, 5, 0),
    mishap: fc.oneof(
      { weight: 40, arbitrary: fc.constant('none' as const) },
      { weight: 2, arbitrary: fc.constantFrom('vanished' as const, 'absent for a while' as const, 'never present' as const, 'failed' as const) },
      { weight: 3, arbitrary: fc.constant('unseen for a while' as const) },
      { weight: 2, arbitrary: fc.constant('refused' as const) },
    ),
  });

function lived({ name, n, present, lasts, end, hits, mishap }: Life): Event[] {
  const id = { fault: name, n };
  const over = present + lasts;
  const seen = (time: number, presence: Observation['presence']): Event => at(time, { kind: 'fault.observed', ...id, observation: { presence, hits } });
  const prepared = at(present - 400, { kind: 'fault.prepared', ...id, targets: ['payments'] });
  if (mishap === 'refused') return [prepared, at(present - 200, { kind: 'fault.refused', ...id, refusals: [{ why: 'run a holds it.', hint: 'Wait.' }] })];
  const events = [prepared, at(present - 200, { kind: 'fault.injected', ...id })];
  if (mishap !== 'never present') events.push(at(present, { kind: 'fault.present', ...id }), seen(present + 500, 'present'));
  if (mishap === 'vanished') events.push(at(present + lasts / 2, { kind: 'fault.vanished', ...id, detail: 'the toxic is gone' }));
  if (mishap === 'failed') events.push(at(present + lasts / 2, { kind: 'fault.failed', ...id, why: 'the server went away' }));
  if (mishap === 'absent for a while') events.push(seen(present + lasts / 3, 'absent'), seen(present + lasts / 2, 'present'));
  if (mishap === 'unseen for a while') {
    for (let time = present + lasts / 4; time < present + lasts / 2; time += 1000) events.push(seen(time, n === 2 ? 'partly' : 'unknown'));
    if (hits > 0) events.push(seen(present + lasts / 2, 'present'));
  }
  if (end !== 'guardian') events.push(at(over, { kind: 'fault.restoring', ...id }));
  if (end.startsWith('left'))
    events.push(at(over + 300, { kind: 'fault.left', ...id, by: 'runner', left: [{ target: 'payments', why: 'no answer', command: 'x' }] }));
  if (end === 'restored') events.push(at(over + 300, { kind: 'fault.restored', ...id, took: ms(300), by: 'runner' }));
  if (end === 'guardian') events.push(at(over + 300, { kind: 'fault.restored', ...id, took: ms(300), by: 'guardian' }));
  if (end === 'left, then restored') events.push(at(over + 2000, { kind: 'fault.restored', ...id, took: ms(300), by: 'restore' }));
  if (end === 'let go') events.push(at(over + 2000, { kind: 'fault.forgotten', ...id, reason: 'the host was scrapped' }));
  return events;
}

/** What a person does about it when the run is over and its recovery has been waited for. */
function afterwards({ name, n, end, mishap }: Life, when: number): Event[] {
  if (mishap === 'refused') return [];
  const id = { fault: name, n };
  if (end === 'left, then let go') return [at(when, { kind: 'fault.forgotten', ...id, reason: 'the host was scrapped' })];
  if (end === 'left, then restored much later') return [at(when, { kind: 'fault.restored', ...id, took: ms(300), by: 'restore' })];
  return [];
}

const bound = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }).map((value) => ({ kind: 'absolute' as const, value })) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'relative' as const, ratio: 1.3 }, { kind: 'relative' as const, ratio: 1.5, slack: 2 }) },
);
const share = fc.integer({ min: 0, max: 10 }).map((tenths) => ({ kind: 'absolute' as const, value: tenths / 10 }));
const comparator = fc.constantFrom('at-least' as const, 'at-most' as const, 'above' as const, 'below' as const, 'equals' as const);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ sli: fc.constant('availability'), comparator, bound: share, as: fc.constantFrom('pooled' as const, 'min' as const, 'mean' as const) }),
  fc.record({ sli: fc.constant('p99'), comparator, bound, as: fc.constantFrom('pooled' as const, 'max' as const) }),
  fc.record({
    sli: fc.constant('queued'),
    comparator,
    bound,
    as: fc.constantFrom('mean' as const, 'max' as const, 'min' as const, 'last' as const, 'increase' as const),
  }),
);
const of = fc.constantFrom({}, {}, { of: 'slow' }, { of: 'kill' });
const after = fc.constantFrom(0, 0, 2000, 5000).map(ms);
const within = fc.constantFrom(3000, 6000, 12_000).map(ms);

const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  fc.tuple(condition, after, of).map(([on, time, one]): Expectation => ({ kind: 'during', id: 'x', condition: on, after: time, ...one })),
  fc
    .tuple(
      condition.filter(({ as }) => as !== 'increase'),
      after,
      of,
    )
    .map(([on, time, one]): Expectation => ({ kind: 'throughout', id: 'x', condition: on, after: time, ...one })),
  fc
    .tuple(condition, within, fc.constantFrom('inject' as const, 'restore' as const), of)
    .map(([on, time, from, one]): Expectation => ({ kind: 'eventually', id: 'x', condition: on, within: time, from, ...one })),
);

const rarely = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  flag(weight).chain((is) => (is ? arbitrary.map((one) => [one]) : fc.constant([])));
const time = fc.integer({ min: 0, max: 160 }).map((quarter) => quarter * 250);

const facts: fc.Arbitrary<Partial<RunStarted>> = fc
  .record({
    expect: fc.array(expectation, { minLength: 1, maxLength: 5 }),
    recover: fc.boolean(),
    heals: fc.boolean(),
    effect: fc.constantFrom('observed' as const, 'counted' as const, 'unprovable' as const),
    rehearsal: flag(3),
    scraped: fc.constantFrom({}, { scrapeInterval: ms(2000) }),
  })
  .map(({ expect, recover, heals, effect, rehearsal, scraped }) => ({
    expect: [
      ...expect.map((one, index) => ({ ...one, id: `${index}` }) as Expectation),
      ...(recover ? [{ kind: 'recovery', id: 'recovery', within: ms(8000) } as const] : []),
    ],
    slis: [sli('availability', units.ratio, { poolable: true }), sli('p99', units.ms, { poolable: true }), sli('queued', plain, scraped)],
    faults: [fault('slow', { effect }), fault('kill', { type: 'process.kill', healsByItself: heals })],
    rehearsal,
  }));

const halted = time.map((moment) =>
  at(moment, { kind: 'run.halted', reason: { kind: 'operator', by: 'anna', why: 'enough' }, breachedAt: ms(moment), decidedAt: ms(moment) }),
);

/** A whole run, as a list of events in the order of their time. */
export const run: fc.Arbitrary<Event[]> = fc
  .record({
    facts,
    streams: fc.tuple(stream(ratioSample), stream(histogramSample), stream(gaugeSample)),
    lives: fc.tuple(life('slow', 1), life('kill', 2), rarely(40, life('slow', 3))),
    baseline: rarely(85, fc.record({ p99: fc.integer({ min: 0, max: 5 }), queued: fc.integer({ min: 0, max: 4 }) })),
    halts: rarely(12, halted),
    failures: rarely(
      3,
      time.map((moment) => at(moment, { kind: 'tool.failed', why: 'undefined is not a function' })),
    ),
    recovered: rarely(80, fc.tuple(flag(80), fc.integer({ min: 0, max: 10_000 }).map(ms))),
    restoreAt: fc.integer({ min: 0, max: 8 }),
    finish: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ facts, streams, lives: [one, two, more], baseline, halts, failures, recovered, restoreAt, finish }) => {
    const faults = [one, two, ...more].flatMap(lived);
    const out = Math.max(...faults.map((event) => event.at)) + restoreAt * 250;
    const samples = streams.flatMap((samples, index) => samples.map((sample) => sampled(['availability', 'p99', 'queued'][index] ?? '', sample)));
    return told(
      started(facts),
      phase(1, 'baseline'),
      baseline.map((values) => at(3000, { kind: 'baseline.measured', values, missing: {} })),
      phase(3000, 'inject'),
      samples,
      faults,
      halts,
      failures,
      phase(out, 'restore'),
      at(out, { kind: 'run.restored' }),
      recovered.map(([reached, took]) =>
        at(out + took, reached ? { kind: 'recovery.reached', since: ms(out + took), took } : { kind: 'recovery.missed', after: took }),
      ),
      [one, two, ...more].flatMap((life) => afterwards(life, out + 12_000)),
      phase(out + finish * 1000, 'recovery'),
    );
  });
