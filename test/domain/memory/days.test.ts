import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOf, dayOf, quarterOf, sinceOf } from '../../../src/domain/memory/days.ts';
import { findingId } from '../../../src/domain/memory/finding-id.ts';

const someDay = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });

test('days are those of the calendar, leap years too', () => {
  fc.assert(
    fc.property(someDay, (date) => {
      expect(dayOf(date.toISOString())).toBe(Math.floor(date.getTime() / 86_400_000));
      expect(dateOf(dayOf(date.toISOString()))).toBe(date.toISOString().slice(0, 10));
    }),
  );
});

test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', 'tomorrow', '', '2026-01-01 12:00'])('%s is no day', (text) => {
  expect(dayOf(text)).toBeNaN();
});

test('a quarter is three months', () => {
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31T23:00:00.000Z'].map(quarterOf)).toEqual(['2026 Q1', '2026 Q1', '2026 Q2', '2026 Q4']);
});

test('since is a date, or so many days or weeks back', () => {
  const now = '2026-03-01T09:30:00.000Z';
  expect(['2026-01-31', '7d', '1w', '29d'].map((text) => sinceOf(text, now))).toEqual([
    '2026-01-31T00:00:00.000Z',
    '2026-02-22T09:30:00.000Z',
    '2026-02-22T09:30:00.000Z',
    '2026-01-31T09:30:00.000Z',
  ]);
  expect(['7', '0d', '-1d', '7 d', 'week', '2026-02-30'].map((text) => sinceOf(text, now))).toEqual(Array.from({ length: 6 }, () => undefined));
});

test('findings that differ in one letter have other names, and a taken name is made longer', () => {
  const names = Array.from({ length: 500 }, (_, n) => findingId(['slow-payments', 'staging', `during p99 at-most ${n}`], () => false));
  expect(new Set(names).size).toBe(500);
  expect(names.every((name) => /^f-[2-9bcdfghjkmnpqrstvwxz]{5}$/.test(name))).toBe(true);
  const longer = findingId(['a'], (id) => id.length === 7);
  expect(longer).toHaveLength(8);
  expect(longer.startsWith(findingId(['a'], () => false))).toBe(true);
});
