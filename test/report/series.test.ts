import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { mostPoints, Series } from '../../src/report/series.ts';
import { viewOf } from '../../src/report/view.ts';
import { blind, good, pending } from '../domain/story.ts';
import { aborted, held } from './runs.ts';

test('each sample of a short run is a point of its own', () => {
  const series = new Series(ms(1000));
  for (const sample of [good(500, 1), good(1500, 3), blind(2500), pending(3500)]) series.add(sample);
  expect(series.points()).toEqual([
    { from: 0, until: 1000, seen: { min: 1, max: 1, mean: 1 }, blind: 0 },
    { from: 1000, until: 2000, seen: { min: 3, max: 3, mean: 3 }, blind: 0 },
    { from: 2000, until: 3000, blind: 1 },
  ]);
});

test('however long the run, there are never more points than a chart shows, and no extreme, blind sample or mean is lost', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 500_000 }), fc.option(fc.integer({ min: -1000, max: 1000 }))), { minLength: 1, maxLength: 1500 });
  fc.assert(
    fc.property(values, (all) => {
      const series = new Series(ms(100));
      for (const [at, value] of all) series.add(value === null ? blind(at) : good(at, value));
      const points = series.points();
      const seen = all.flatMap(([, value]) => value ?? []);
      expect(points.length).toBeLessThanOrEqual(mostPoints);
      expect(points.reduce((sum, one) => sum + one.blind, 0)).toBe(all.length - seen.length);
      const shown = points.flatMap((point) => point.seen ?? []);
      if (seen.length > 0) {
        expect(Math.min(...shown.map(({ min }) => min))).toBe(Math.min(...seen));
        expect(Math.max(...shown.map(({ max }) => max))).toBe(Math.max(...seen));
      }
      for (const { min, mean, max } of shown) expect(min <= mean + 1e-9 && mean <= max + 1e-9).toBe(true);
      expect(points.every((point, index) => index === 0 || (points[index - 1]?.until ?? 0) <= point.from)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a view keeps each SLI with its limits, and what happened when', () => {
  const view = viewOf(aborted());
  expect(view?.slis[0]?.thresholds).toEqual([
    { kind: 'abort', comparator: 'below', limit: 0.8, text: 'abort below 80 %' },
    { kind: 'expected', comparator: 'at-least', limit: 0.99, text: 'expected at least 99 %' },
    { kind: 'expected', comparator: 'at-least', limit: 0.9, text: 'expected at least 90 %' },
  ]);
  expect(view?.breaches).toEqual([{ id: 'abort.availability', since: 42_000 }]);
  expect(view?.phases).toEqual(['plan', 'preflight', 'baseline', 'inject', 'observe', 'restore', 'recovery']);
  expect(viewOf(held())?.slis[1]?.points).toHaveLength(96);
});
