import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToBaseline, baselineProblems, measuredBaseline, openBaseline } from '../../src/domain/baseline.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { feed, heldSince, steadyAt, trackSteady } from '../../src/domain/steady.ts';
import { ms, units } from '../../src/domain/units.ts';
import { blind, condition, during, good, pending, sample, sli } from './story.ts';

const p99 = condition('p99', 'at-most', 300);
const latency = sli('p99', units.ms);

function tracked(samples: readonly Sample[], facts = latency, start = 0) {
  const tracker = trackSteady([p99], [facts], ms(start));
  for (const one of samples) feed(tracker, 'p99', one);
  return tracker;
}
const five = (value: number, start = 1000): Sample[] => [0, 1, 2, 3, 4].map((index) => good(start + index * 1000, value));

test('steady state that held for five seconds is reported from the first instant of those', () => {
  expect(steadyAt(tracked(five(100)), ms(5000))).toMatchObject({ held: true, since: 0 });
  expect(steadyAt(tracked(five(100, 4000)), ms(8000))).toMatchObject({ held: true, since: 3000 });
});

test('it does not hold before five seconds have passed since the start', () => {
  expect(steadyAt(tracked(five(100).slice(0, 4)), ms(4000)).held).toBe(false);
  expect(steadyAt(tracked(five(100), latency, 1), ms(5000)).held).toBe(false);
});

test('a condition that is not met says so with its numbers', () => {
  const status = steadyAt(tracked(five(412)), ms(5000));
  expect(status).toMatchObject({ held: false, conditions: [{ status: 'not held', value: 412, limit: 300, text: 'p99 412 ms, must be at most 300 ms' }] });
  expect(status).not.toHaveProperty('since');
});

test('unknown means no: a blind sample, missing slots, no data', () => {
  const text = (samples: Sample[]) => steadyAt(tracked(samples), ms(5000)).conditions[0]?.text;
  expect(text([...five(100).slice(0, 4), blind(5000, 'NaN')])).toBe('p99 unknown (blind: NaN), must be at most 300 ms');
  expect(text(five(100).slice(2))).toBe('p99 unknown (3 of 4 slots good (0 blind, 0 no evidence, 1 missing), fewer than 80 %), must be at most 300 ms');
  expect(text([])).toBe('p99 unknown (no good sample: 0 of 4 slots good (0 blind, 0 no evidence, 4 missing)), must be at most 300 ms');
});

test('an SLI that has been blind for longer than the window says why, not that samples are missing', () => {
  const since = (time: number): Sample => ({ ...blind(time, 'no answer'), from: ms(1000) });
  const samples = [good(1000, 100), ...[2, 3, 4, 5, 6, 7, 8, 9].map((second) => since(second * 1000))];
  expect(steadyAt(tracked(samples), ms(9000)).conditions[0]?.text).toBe('p99 unknown (blind: no answer), must be at most 300 ms');
  const seeing = tracked([...samples, ...five(100, 10_000)]);
  expect(steadyAt(seeing, ms(14_000))).toMatchObject({ held: true, since: 9000 });
});

test('a sample from before the window does not count, and pending ones do not hurt', () => {
  const late = [good(1500, 900), ...[2500, 3500, 4500].map((time) => good(time, 100)), pending(5500), good(6500, 100)];
  expect(steadyAt(tracked(late), ms(6500))).toMatchObject({ held: true, since: 1500 });
});

test('what is saturated cannot make it hold', () => {
  const saturated = five(100).map((one) => ({ ...one, saturated: true as const }) as Sample);
  expect(steadyAt(tracked(saturated), ms(5000)).held).toBe(false);
});

test('a slow SLI stretches the window to two of its intervals', () => {
  const slow = sli('p99', units.ms, { every: ms(10_000) });
  const samples = [sample(10_000, { kind: 'good', value: 100 }, 10_000), sample(20_000, { kind: 'good', value: 100 }, 10_000)];
  expect(steadyAt(tracked(samples.slice(0, 1), slow), ms(10_000)).held).toBe(false);
  expect(steadyAt(tracked(samples, slow), ms(20_000))).toMatchObject({ held: true, since: 0 });
});

test('a tracker keeps no more samples than its window needs', () => {
  const tracker = tracked(Array.from({ length: 3600 }, (_, index) => good((index + 1) * 1000, 100)));
  expect(tracker.samples.get('p99')?.length).toBe(5);
});

test('asked at every sample it says when it held exactly as the judgement in words does', () => {
  const [names, span] = [['a', 'b', 'c'], 3000];
  const conditions = names.map((name) => condition(name, 'at-most', 300));
  const slis = names.map((name) => sli(name, units.ms));
  const value = fc.oneof({ weight: 9, arbitrary: fc.constant(100) }, fc.constantFrom(301, undefined));
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 30 }), (seconds) => {
      const tracker = trackSteady(conditions, slis, ms(0), ms(span));
      seconds.forEach((values, second) =>
        values.forEach((found, index) => {
          const now = (second + 1) * 1000 + index;
          feed(tracker, names[index] ?? '', found === undefined ? blind(now, 'NaN') : good(now, found));
          expect(heldSince(tracker, ms(now))).toBe(steadyAt(tracker, ms(now)).since);
        }),
      );
    }),
  );
});

const relative = condition('p99', 'at-most', { kind: 'relative', ratio: 1.3, slack: 50 });

test('a relative steady state needs its baseline', () => {
  const tracker = trackSteady([relative], [latency], ms(0));
  for (const one of five(120)) feed(tracker, 'p99', one);
  expect(steadyAt(tracker, ms(5000)).conditions[0]?.text).toBe('p99 120 ms, must be at most 130 % of baseline or +50 ms, and there is no baseline');
  expect(steadyAt(tracker, ms(5000), { p99: 100 }).conditions[0]?.text).toBe('p99 120 ms, must be at most 150 ms (130 % of baseline or +50 ms)');
});

function baselineOf(samples: readonly Sample[], facts = latency) {
  const baseline = openBaseline([facts], ms(3000), ms(8000));
  for (const one of samples) addToBaseline(baseline, 'p99', one);
  return measuredBaseline(baseline);
}

test('a baseline is the mean of the samples whose interval lies inside', () => {
  expect(baselineOf([good(3500, 9999), ...[4000, 5000, 6000, 7000, 8000].map((time) => good(time, 100)), good(9000, 9999)])).toEqual({
    values: { p99: 100 },
    missing: {},
  });
});

test('a baseline is pooled where samples can be added up', () => {
  const pool = (time: number, good: number, total: number): Sample => sample(time, { kind: 'good', value: good / total, pool: { kind: 'ratio', good, total } });
  const facts = sli('p99', units.ratio, { poolable: true });
  expect(baselineOf([pool(4000, 1, 1), pool(5000, 0, 9), pool(6000, 0, 10), pool(7000, 0, 10)], facts).values).toEqual({ p99: 1 / 30 });
});

test('one blind sample, or too few, and there is no baseline', () => {
  const four = [4000, 5000, 6000, 7000].map((time) => good(time, 100));
  expect(baselineOf([...four, blind(8000, 'no answer')])).toEqual({ values: {}, missing: { p99: 'blind: no answer' } });
  expect(baselineOf(four.slice(1))).toEqual({ values: {}, missing: { p99: '3 of 4 slots good (0 blind, 0 no evidence, 1 missing), fewer than 80 %' } });
});

const needing = (slack?: number) => ({
  steadyState: [],
  abort: [],
  expect: [during(condition('p99', 'at-most', { kind: 'relative', ratio: 1.3, ...(slack === undefined ? {} : { slack }) }))],
});

test('only a missing baseline that a condition refers to refuses the run', () => {
  const baseline = { values: {}, missing: { p99: 'blind: NaN', other: 'blind: NaN' } };
  expect(baselineProblems(needing(), baseline)).toEqual([
    {
      why: 'p99 has no baseline (blind: NaN), and a condition refers to it.',
      hint: 'See that p99 is measured without a gap, or give the condition an absolute limit.',
    },
  ]);
  expect(baselineProblems({ ...needing(), expect: [during(p99)] }, baseline)).toEqual([]);
});

test('relative to zero without a slack refuses the run, with a slack it does not', () => {
  expect(baselineProblems(needing(), { values: { p99: 0 }, missing: {} }).map(({ why }) => why)).toEqual(['the baseline of p99 is 0, and a share of 0 is 0.']);
  expect(baselineProblems(needing(50), { values: { p99: 0 }, missing: {} })).toEqual([]);
});
