import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksBack } from '../../../src/probes/prometheus/ranges.ts';

test.each([
  ['up', 0],
  ['rate(http_requests_total[1m])', 60_000],
  ['rate(a[30s]) / rate(b[5m])', 300_000],
  ['max_over_time(rate(a[1m])[10m:30s])', 600_000],
  ['rate(a[1h30m])', 5_400_000],
  ['rate(a[1500ms])', 1500],
  ['rate(a[ 2m ] offset 1m)', 180_000],
  ['rate(a[60])', 60_000],
  ['a{path="/x[9h]"} + rate(b[10s]) # [1w]', 10_000],
  [String.raw`a{path="\"[9h]"}`, 0],
  ["a{path='[9h]'} offset 2m", 120_000],
])('%s looks back %i ms', (query, back) => {
  expect(looksBack(query)).toBe(back);
});

test('the largest of several ranges counts', () => {
  const range = fc.record({
    count: fc.integer({ min: 1, max: 500 }),
    unit: fc.constantFrom(['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000]) as fc.Arbitrary<[string, number]>,
  });
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
      const query = ranges.map(({ count, unit: [name] }) => `rate(x{a="[9y]"}[${count}${name}])`).join(' + ');
      expect(looksBack(query)).toBe(Math.max(...ranges.map(({ count, unit: [, scale] }) => count * scale)));
    }),
  );
});
