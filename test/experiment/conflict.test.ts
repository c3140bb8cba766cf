import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../src/domain/condition.ts';
import { conflict, reach, type Threshold } from '../../src/experiment/conflict.ts';

const threshold: fc.Arbitrary<Threshold> = fc.record({
  comparator: fc.constantFrom('at-least', 'at-most', 'above', 'below', 'equals'),
  limit: fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
});
/** Every limit, and a value between any two and beyond the last ones: what holds of these holds of all. */
const values = Array.from({ length: 25 }, (_, n) => (n - 2) / 20);
const meets = (all: readonly Threshold[], value: number): boolean => all.every(({ comparator, limit }) => compare(comparator, value, limit));

test.for<[Threshold, Threshold, string]>([
  [{ comparator: 'at-least', limit: 0.999 }, { comparator: 'below', limit: 0.8 }, 'none'],
  [{ comparator: 'at-least', limit: 0.999 }, { comparator: 'below', limit: 0.999 }, 'none'],
  [{ comparator: 'at-least', limit: 0.999 }, { comparator: 'at-most', limit: 0.999 }, 'overlap'],
  [{ comparator: 'at-least', limit: 0.999 }, { comparator: 'below', limit: 0.9995 }, 'overlap'],
  [{ comparator: 'at-least', limit: 0.999 }, { comparator: 'above', limit: 0.8 }, 'always'],
  [{ comparator: 'at-most', limit: 300 }, { comparator: 'above', limit: 300 }, 'none'],
  [{ comparator: 'at-most', limit: 300 }, { comparator: 'above', limit: 299 }, 'overlap'],
  [{ comparator: 'at-most', limit: 300 }, { comparator: 'below', limit: 10 }, 'none'],
  [{ comparator: 'equals', limit: 0 }, { comparator: 'at-most', limit: 0 }, 'always'],
  [{ comparator: 'equals', limit: 0 }, { comparator: 'above', limit: 0 }, 'none'],
  [{ comparator: 'at-most', limit: 10 }, { comparator: 'equals', limit: 0 }, 'overlap'],
])('steady %o beside abort %o: %s', ([steady, abort, expected]) => {
  expect(conflict([steady], abort)).toBe(expected);
});

test('"always" means that every steady value aborts, and there is one', () => {
  fc.assert(
    fc.property(fc.array(threshold, { minLength: 1, maxLength: 3 }), threshold, (steady, abort) => {
      const good = values.filter((value) => meets(steady, value));
      const always = good.length > 0 && good.every((value) => meets([abort], value));
      expect(conflict(steady, abort) === 'always').toBe(always);
    }),
  );
});

test('whatever conflicts has a value that is steady and aborts', () => {
  fc.assert(
    fc.property(fc.array(threshold, { minLength: 1, maxLength: 3 }), threshold, (steady, abort) => {
      if (conflict(steady, abort) !== 'none') expect(values.some((value) => meets([...steady, abort], value))).toBe(true);
    }),
  );
});

test('an abort on the side that steady state guards conflicts as soon as they share a value', () => {
  fc.assert(
    fc.property(threshold, threshold, (steady, abort) => {
      const guarded = ['at-least', 'above'].includes(steady.comparator) ? ['below', 'at-most'] : ['above', 'at-least'];
      fc.pre(steady.comparator !== 'equals' && guarded.includes(abort.comparator));
      expect(conflict([steady], abort) !== 'none').toBe(values.some((value) => meets([steady, abort], value)));
    }),
  );
});

test('a condition on a share is reachable exactly when some share meets it and some does not', () => {
  fc.assert(
    fc.property(threshold, (condition) => {
      const possible = values.filter((value) => value >= 0 && value <= 1);
      const met = possible.filter((value) => meets([condition], value)).length;
      expect(reach('ratio', condition)).toBe(met === 0 ? 'never' : met === possible.length ? 'always' : 'reachable');
    }),
  );
});
