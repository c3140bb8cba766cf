import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { Counters } from '../../../src/probes/scrape/counters.ts';

/** One reading a second of one or several series in one column. */
function fed(over: number, readings: readonly (readonly (readonly [string, number])[])[], every = 1000): Counters {
  const counters = new Counters(ms(over), ms(2000));
  readings.forEach((series, index) =>
    counters.observe(
      ms(index * every),
      series.map(([id, value]) => ({ id, column: 'all', value })),
    ),
  );
  return counters;
}
const one = (...values: number[]) => values.map((value) => [['a', value]] as const);

test('one reading is no growth, two are', () => {
  expect(fed(5000, one(7)).growth()).toBeUndefined();
  expect(fed(5000, one(7, 9)).growth()).toMatchObject({ seconds: 1, whole: false });
  expect(fed(5000, one(7, 9)).growth()?.of('all')).toBe(2);
});

test('only the window counts, and it is whole once it was seen', () => {
  const growth = fed(3000, one(0, 100, 101, 102, 103)).growth();
  expect(growth).toMatchObject({ seconds: 3, whole: true });
  expect(growth?.of('all')).toBe(3);
});

test('a restarted process counts from zero', () => {
  const counters = fed(10_000, one(100, 110, 4, 6));
  expect(counters.growth()?.of('all')).toBe(10 + 4 + 2);
  expect(counters.total('all')).toBe(16);
});

test('a series born later counts from zero, one that was there first does not', () => {
  expect(
    fed(10_000, [
      [['a', 50]],
      [
        ['a', 51],
        ['b', 7],
      ],
    ])
      .growth()
      ?.of('all'),
  ).toBe(1 + 7);
  expect(
    fed(10_000, [[], [['a', 5]]])
      .growth()
      ?.of('all'),
  ).toBe(5);
});

test('a series that left and came back counts from zero again', () => {
  expect(
    fed(10_000, [[['a', 50]], [], [['a', 3]]])
      .growth()
      ?.of('all'),
  ).toBe(3);
});

test('a reading of the same moment changes nothing', () => {
  const counters = fed(5000, one(1, 2));
  counters.observe(ms(1000), [{ id: 'a', column: 'all', value: 90 }]);
  expect(counters.total('all')).toBe(1);
});

test('after a gap longer than the window nothing is known until the next reading', () => {
  const counters = fed(5000, one(1, 2));
  counters.observe(ms(60_000), [{ id: 'a', column: 'all', value: 500 }]);
  expect(counters.growth()).toBeUndefined();
  counters.observe(ms(61_000), [{ id: 'a', column: 'all', value: 510 }]);
  expect(counters.growth()?.of('all')).toBe(10);
  expect(counters.total('all')).toBe(509);
});

test('a window shorter than the time between readings uses the last two', () => {
  const growth = fed(1000, one(0, 10, 30), 2000).growth();
  expect(growth?.of('all')).toBe(20);
  expect(growth?.seconds).toBe(2);
});

test('an hour at one reading a second keeps one window of readings', () => {
  const counters = new Counters(ms(15_000), ms(2000));
  for (let second = 0; second < 3600; second += 1) counters.observe(ms(second * 1000), [{ id: 'a', column: 'all', value: second }]);
  expect(counters.length).toBe(16);
  expect(counters.growth()?.of('all')).toBe(15);
});

test('a forgetful one drops the columns of series that have left', () => {
  const counters = new Counters(ms(5000), ms(2000), 'forgetful');
  for (let second = 0; second < 100; second += 1) counters.observe(ms(second * 1000), [{ id: `pod-${second}`, column: `pod-${second}`, value: 1 }]);
  expect(counters.growth()?.columns).toEqual(['pod-99']);
});

test('growth is what happened, however often the process restarted', () => {
  const step = fc.record({ by: fc.nat(50), restart: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (steps, over) => {
      const counters = new Counters(ms(over * 1000), ms(2000));
      let value = 1000;
      counters.observe(ms(0), [{ id: 'a', column: 'all', value }]);
      const happened = steps.map(({ by, restart }, index) => {
        // A restart that catches up between two readings cannot be seen: keep below the last value.
        const visible = restart && by < value;
        value = visible ? by : value + by;
        counters.observe(ms((index + 1) * 1000), [{ id: 'a', column: 'all', value }]);
        return by;
      });
      expect(counters.growth()?.of('all')).toBe(happened.slice(-over).reduce((sum, by) => sum + by, 0));
      expect(counters.total('all')).toBe(happened.reduce((sum, by) => sum + by, 0));
    }),
  );
});
