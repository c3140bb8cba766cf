import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit, median, percentile } from '../../bench/statistics.ts';

test('a percentile is a value that was measured: the smallest that so many do not exceed', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.21, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 1, 2, 3, 5, 5]);
  expect(percentile([], 0.5)).toBeNaN();
});

test('at least the share of all values lies at or below a percentile, and less below it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = percentile(values, percent / 100);
      expect(values.filter((value) => value <= found).length * 100).toBeGreaterThanOrEqual(percent * values.length - 1e-9);
      expect(values.filter((value) => value < found).length * 100).toBeLessThan(percent * values.length + 1e-9);
    }),
  );
});

test('the median of an even count lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([])).toBeNaN();
});

test('a line is found through points that lie on it, without an error', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 3, max: 50 }), (slope, start, count) => {
      const line = fit(Array.from({ length: count }, (_, x) => ({ x, y: start + slope * x })));
      expect(line.slope).toBeCloseTo(slope, 6);
      expect(line.error).toBeCloseTo(0, 6);
    }),
  );
});

test('the error of a slope is that of the textbook', () => {
  const points = [2, 4, 5, 4, 5].map((y, index) => ({ x: index + 1, y }));
  expect(fit(points).slope).toBeCloseTo(0.6, 10);
  expect(fit(points).error).toBeCloseTo(Math.sqrt(2.4 / 3 / 10), 10);
});

test('fewer than three points, or all at one place, have no line', () => {
  const nothing = { slope: Number.NaN, error: Number.NaN };
  expect(fit([])).toEqual(nothing);
  expect(fit([1, 2].map((x) => ({ x, y: x })))).toEqual(nothing);
  expect(fit([1, 2, 3].map((y) => ({ x: 7, y })))).toEqual(nothing);
});
