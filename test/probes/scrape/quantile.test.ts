import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogramQuantile, type Bucket } from '../../../src/probes/scrape/quantile.ts';

const buckets = (...pairs: [number, number][]): Bucket[] => pairs.map(([bound, count]) => ({ bound, count }));

test.each([
  ['in the middle of a bucket', 0.5, buckets([1, 0], [2, 10], [Infinity, 10]), 1.5],
  ['from zero in the lowest', 0.5, buckets([1, 10], [2, 10], [Infinity, 10]), 0.5],
  ['in any order', 0.75, buckets([Infinity, 20], [2, 20], [1, 10]), 1.5],
  ['the highest bound for what lies beyond it', 0.99, buckets([1, 50], [2, 60], [Infinity, 100]), 2],
  ['a lowest bucket that is not above zero', 0.1, buckets([-1, 50], [1, 60], [Infinity, 100]), -1],
  ['a count that lags behind its lower neighbour', 0.5, buckets([1, 10], [2, 8], [Infinity, 10]), 0.5],
  ['the very top', 1, buckets([1, 5], [2, 10], [Infinity, 10]), 2],
])('%s', (_name, quantile, given, value) => {
  expect(histogramQuantile(quantile, given)).toBe(value);
});

test.each([
  ['without buckets', buckets()],
  ['with one bucket', buckets([Infinity, 10])],
  ['without +Inf', buckets([1, 5], [2, 10])],
  ['without observations', buckets([1, 0], [Infinity, 0])],
])('there is none %s', (_name, given) => {
  expect(histogramQuantile(0.5, given)).toBeNaN();
});

test('is within one bucket of the true quantile, whatever was observed', () => {
  const bounds = [1, 2, 5, 10, 50, 100];
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (observed, quantile) => {
        const given = [...bounds, Infinity].map((bound) => ({ bound, count: observed.filter((value) => value <= bound).length }));
        const sorted = [...observed].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
        const upper = bounds.find((bound) => exact <= bound) ?? Number.NaN;
        const lower = bounds.findLast((bound) => bound < upper) ?? 0;
        const found = histogramQuantile(quantile, given);
        expect(found).toBeGreaterThanOrEqual(lower);
        expect(found).toBeLessThanOrEqual(upper);
      },
    ),
  );
});
