import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitOf, type Comparator } from '../../src/domain/condition.ts';
import { units } from '../../src/domain/units.ts';
import { readBound, type Place } from '../../src/experiment/bound.ts';

const bound = (raw: string | number, unit: keyof typeof units, comparator: Comparator = 'at-most', place: Place = 'during') => {
  const read = readBound(raw, comparator, units[unit], place);
  return read.kind === 'bound' ? read.bound : read.message;
};

test('a quantity becomes the canonical number of its SLI', () => {
  expect(bound('300ms', 'ms')).toEqual({ kind: 'absolute', value: 300 });
  expect(bound('1.5s', 's')).toEqual({ kind: 'absolute', value: 1500 });
  expect(bound('99.9%', 'ratio')).toEqual({ kind: 'absolute', value: 0.999 });
  expect(bound(0.999, 'percent')).toEqual({ kind: 'absolute', value: 0.999 });
  expect(bound('30/m', 'per-second')).toEqual({ kind: 'absolute', value: 0.5 });
  expect(bound('64KiB', 'bytes')).toEqual({ kind: 'absolute', value: 65_536 });
  expect(bound(-3, 'number')).toEqual({ kind: 'absolute', value: -3 });
});

test('a relative bound keeps its share and its slack in canonical units', () => {
  expect(bound('130% of baseline', 'ms')).toEqual({ kind: 'relative', ratio: 1.3 });
  expect(bound('130% of baseline or +0.05s', 'ms')).toEqual({ kind: 'relative', ratio: 1.3, slack: 50 });
  expect(bound('80% of baseline or -20/s', 'per-second', 'at-least')).toEqual({ kind: 'relative', ratio: 0.8, slack: -20 });
});

test('a slack that could only tighten is refused', () => {
  expect(bound('130% of baseline or -50ms', 'ms')).toBe('A slack of -50ms never has an effect with at-most here.');
  expect(bound('80% of baseline or +20/s', 'per-second', 'at-least')).toContain('never has an effect');
});

test('in abort the comparator names the bad values, so the lenient side is the other one', () => {
  expect(bound('300% of baseline or +1s', 'ms', 'above', 'abort')).toEqual({ kind: 'relative', ratio: 3, slack: 1000 });
  expect(bound('300% of baseline or -1s', 'ms', 'above', 'abort')).toContain('never has an effect');
  expect(limitOf({ kind: 'relative', ratio: 3, slack: 1000 }, 10)).toBe(1010);
});

test('a slack never makes a bound stricter than its share alone', () => {
  const comparators = fc.constantFrom<Comparator>('at-least', 'at-most', 'above', 'below');
  fc.assert(
    fc.property(
      comparators,
      fc.constantFrom<Place>('during', 'abort'),
      fc.constantFrom('+', '-'),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 99 }),
      (comparator, place, sign, share, baseline) => {
        const read = readBound(`${share}% of baseline or ${sign}5`, comparator, units.number, place);
        if (read.kind !== 'bound') return;
        const [without, within] = [limitOf({ kind: 'relative', ratio: share / 100 }, baseline) ?? NaN, limitOf(read.bound, baseline) ?? NaN];
        const largerIsLenient = ['at-most', 'below'].includes(comparator) === (place !== 'abort');
        if (largerIsLenient) expect(within).toBeGreaterThanOrEqual(without);
        else expect(within).toBeLessThanOrEqual(without);
      },
    ),
  );
});
