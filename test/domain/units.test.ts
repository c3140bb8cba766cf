import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { showMs } from '../../src/domain/units.ts';

test.each([
  [0, '0 ms'],
  [1.25, '1.3 ms'],
  [250, '250 ms'],
  [999.4, '999 ms'],
  [999.7, '1 s'],
  [1234, '1.23 s'],
  [59_940, '59.9 s'],
  [59_960, '1 m'],
  [61_000, '1 m 1 s'],
  [300_200, '5 m'],
  [3_539_700, '59 m'],
  [3_599_400, '59 m 59 s'],
  [3_599_700, '1 h'],
  [5_400_000, '1.5 h'],
  [-61_000, '-1 m 1 s'],
])('%d ms is written %s', (value, said) => {
  expect(showMs(value)).toBe(said);
});

test('no duration is written with sixty of what is one of the next unit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 86_400_000, noNaN: true }), (value) => {
      expect(showMs(value)).not.toMatch(/\b(1000 ms|60 s|60 m)\b/);
    }),
  );
});
