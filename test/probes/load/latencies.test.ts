import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyHistogram, mergeInto, valueAt } from '../../../src/domain/histogram.ts';
import { Latencies } from '../../../src/probes/load/latencies.ts';

const latencies = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 });
const quantiles = fc.constantFrom(0.5, 0.9, 0.99, 0.999, 1);

test('a quantile of the counts is that of the latencies, to three significant digits', () => {
  fc.assert(
    fc.property(latencies, quantiles, (values, quantile) => {
      const recorder = new Latencies();
      for (const value of values) recorder.record(value);
      const histogram = emptyHistogram();
      mergeInto(histogram, recorder.drain());
      const exact = values.toSorted((a, b) => a - b)[Math.ceil(Number((quantile * values.length).toPrecision(12))) - 1] ?? NaN;
      expect(Math.abs((valueAt(histogram, quantile) ?? NaN) - exact)).toBeLessThanOrEqual(exact / 1000 + 0.001);
    }),
  );
});

test('what was drained is not counted again, and values ascend', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const recorder = new Latencies();
      for (const value of values) recorder.record(value);
      const counts = recorder.drain();
      expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(values.length);
      expect(counts).toEqual(counts.toSorted(([a], [b]) => a - b));
      expect(recorder.drain()).toEqual([]);
    }),
  );
});
