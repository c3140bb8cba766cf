import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Aggregate } from '../../src/domain/condition.ts';
import { emptyHistogram, mergeInto, valueAt } from '../../src/domain/histogram.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import { addSample, emptyWindow, valueOf } from '../../src/domain/window.ts';
import { naiveValue, percentile } from './naive.ts';

const over = (samples: readonly Measurement[], as: Aggregate) => valueOf(samples.reduce(addSample, emptyWindow()), as);
const ratio = (good: number, total: number): Measurement => ({ kind: 'good', value: good / total, pool: { kind: 'ratio', good, total } });
const latencies = (quantile: number, counts: [number, number][]): Measurement => ({ kind: 'good', value: 0, pool: { kind: 'histogram', quantile, counts } });
const plainly = (...values: number[]): Measurement[] => values.map((value) => ({ kind: 'good', value }));

test('a ratio is pooled from added counts, never averaged: one bad request of one second among a thousand good ones', () => {
  expect(over([ratio(1000, 1000), ratio(0, 1)], 'pooled')).toEqual({ value: 1000 / 1001 });
  expect(over([ratio(1000, 1000), ratio(0, 1)], 'mean')).toEqual({ value: 0.5 });
});

test('a percentile is taken from merged histograms, never averaged', () => {
  const samples = [
    latencies(0.99, [[10, 990]]),
    latencies(0.99, [
      [10, 5],
      [2000, 5],
    ]),
  ];
  expect(over(samples, 'pooled')).toEqual({ value: 10 });
  expect(over([...samples, latencies(0.99, [[2000, 20]])], 'pooled')).toEqual({ value: 2000 });
});

test('`per` is pooled from the increases of both counters', () => {
  const per = (numerator: number, denominator: number): Measurement => ({ kind: 'good', value: numerator, pool: { kind: 'per', numerator, denominator } });
  expect(over([per(10, 10), per(30, 10)], 'pooled')).toEqual({ value: 2 });
  expect(over([per(0, 0)], 'pooled')).toEqual({ none: 'the counter it is divided by did not increase' });
});

test('the other ways to make one number of many', () => {
  const samples = plainly(4, 1, 7, 2);
  expect(over(samples, 'mean')).toEqual({ value: 3.5 });
  expect(over(samples, 'max')).toEqual({ value: 7 });
  expect(over(samples, 'min')).toEqual({ value: 1 });
  expect(over(samples, 'last')).toEqual({ value: 2 });
});

test('an increase goes on through the reset of a counter', () => {
  expect(over(plainly(5, 9, 2, 3), 'increase')).toEqual({ value: 7 });
});

test('an empty window has no number, and neither have blind and pending samples', () => {
  const nothing: Measurement[] = [
    { kind: 'blind', reason: 'no answer' },
    { kind: 'pending', waiting: 1 },
  ];
  for (const as of ['pooled', 'mean', 'max', 'min', 'last', 'increase'] as const) expect(over(nothing, as)).toEqual({ none: 'no good sample' });
  expect(over(plainly(1), 'pooled')).toEqual({ none: 'its samples carry no counts to add up' });
  expect(over([{ kind: 'good', value: 1, pool: { kind: 'ratio', good: 0, total: 0 } }], 'pooled')).toEqual({ none: 'no request was judged' });
});

test('a percentile is the nearest rank, whatever floating point says of 0.07 × 100', () => {
  const histogram = emptyHistogram();
  mergeInto(
    histogram,
    Array.from({ length: 100 }, (_, index) => [index + 1, 1]),
  );
  expect(valueAt(histogram, 0.07)).toBe(7);
  expect(valueAt(histogram, 0)).toBe(1);
  expect(valueAt(histogram, 1)).toBe(100);
});

const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 })), { maxLength: 8 });

test('merged histograms give the percentile of all their values', () => {
  fc.assert(
    fc.property(fc.array(pairs, { minLength: 1, maxLength: 6 }), fc.constantFrom(0.5, 0.9, 0.99, 0.999), (many, quantile) => {
      const merged = emptyHistogram();
      for (const one of many) mergeInto(merged, one);
      const all = many.flat().flatMap(([value, count]) => Array<number>(count).fill(value));
      expect(valueAt(merged, quantile)).toBe(all.length === 0 ? undefined : percentile(all, quantile));
    }),
  );
});

test('a window agrees with the naive evaluation of its list of samples', () => {
  const as = fc.constantFrom<Aggregate>('mean', 'max', 'min', 'last', 'increase');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), as, (values, how) => {
      const samples = values.map((value) => ({ kind: 'good' as const, value, at: 0 as never, from: 0 as never }));
      expect(over(samples, how)).toEqual({ value: naiveValue(samples, how) });
    }),
  );
});

test('a window stays as small after an hour as after a minute', () => {
  const second = latencies(
    0.99,
    Array.from({ length: 50 }, (_, index) => [index, 4]),
  );
  const window = emptyWindow();
  for (let count = 0; count < 3600; count += 1) addSample(window, second);
  expect(JSON.stringify(window).length).toBeLessThan(300);
  expect(window.pool?.kind === 'histogram' && window.pool.histogram.counts.size).toBe(50);
});
