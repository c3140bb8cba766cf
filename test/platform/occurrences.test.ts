import { describe, expect, test } from 'vitest';
import { local } from '../../src/domain/program/local.ts';
import { loadOccurrences } from '../../src/platform/occurrences.ts';

const occurrences = await loadOccurrences();

/** The next times after an instant, as the clock of the zone shows them. */
function times(cron: string, timeZone: string, after: string, count: number): readonly string[] {
  const found: string[] = [];
  for (let at = occurrences.after(cron, timeZone, Date.parse(after)); at !== undefined && found.length < count; at = occurrences.after(cron, timeZone, at)) {
    const { date, time, offset } = local(at, timeZone);
    found.push(`${date} ${time} ${offset}`);
  }
  return found;
}

describe('a time of day that the clock skips in spring comes once, right after the gap', () => {
  test.for([
    ['Europe/Berlin', '30 2 * * *', '2027-03-27T12:00:00Z', '2027-03-28 03:00 +02:00', '2027-03-29 02:30 +02:00'],
    ['America/New_York', '30 2 * * *', '2027-03-13T12:00:00Z', '2027-03-14 03:00 -04:00', '2027-03-15 02:30 -04:00'],
    ['Australia/Lord_Howe', '15 2 * * *', '2027-10-02T12:00:00Z', '2027-10-03 02:30 +11:00', '2027-10-04 02:15 +11:00'],
  ] as const)('%s', ([zone, cron, after, first, second]) => {
    expect(times(cron, zone, after, 2)).toEqual([first, second]);
  });
});

describe('a time of day that the clock shows twice in autumn comes once, the first time', () => {
  test.for([
    ['Europe/Berlin', '30 2 * * *', '2027-10-30T12:00:00Z', '2027-10-31 02:30 +02:00', '2027-11-01 02:30 +01:00'],
    ['America/New_York', '30 1 * * *', '2027-11-06T12:00:00Z', '2027-11-07 01:30 -04:00', '2027-11-08 01:30 -05:00'],
    ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T12:00:00Z', '2027-04-04 01:45 +11:00', '2027-04-05 01:45 +10:30'],
  ] as const)('%s', ([zone, cron, after, first, second]) => {
    expect(times(cron, zone, after, 2)).toEqual([first, second]);
  });

  test('one of a list of times too', () => {
    expect(times('30 2,14 * * *', 'Europe/Berlin', '2027-10-30T20:00:00Z', 3)).toEqual([
      '2027-10-31 02:30 +02:00',
      '2027-10-31 14:30 +01:00',
      '2027-11-01 02:30 +01:00',
    ]);
  });
});

test('an interval knows neither: it comes as often as the time passes', () => {
  expect(times('*/30 * * * *', 'Europe/Berlin', '2027-03-28T00:29:00Z', 3)).toEqual([
    '2027-03-28 01:30 +01:00',
    '2027-03-28 03:00 +02:00',
    '2027-03-28 03:30 +02:00',
  ]);
  expect(times('*/30 * * * *', 'Europe/Berlin', '2027-10-31T00:29:00Z', 3)).toEqual([
    '2027-10-31 02:30 +02:00',
    '2027-10-31 02:00 +01:00',
    '2027-10-31 02:30 +01:00',
  ]);
});

test('29 February comes in leap years alone', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'])
    expect(times('0 10 29 2 *', zone, '2027-01-01T00:00:00Z', 2).map((text) => text.slice(0, 16))).toEqual(['2028-02-29 10:00', '2032-02-29 10:00']);
});

test('a year ends when it ends there', () => {
  expect(occurrences.after('0 0 1 1 *', 'Pacific/Apia', Date.parse('2026-12-01T00:00:00Z'))).toBe(Date.parse('2026-12-31T11:00:00Z'));
  expect(occurrences.after('0 0 1 1 *', 'Asia/Kolkata', Date.parse('2026-12-01T00:00:00Z'))).toBe(Date.parse('2026-12-31T18:30:00Z'));
  expect(occurrences.after('0 0 1 1 *', 'America/New_York', Date.parse('2026-12-01T00:00:00Z'))).toBe(Date.parse('2027-01-01T05:00:00Z'));
});

test('a day that a zone left out does not come (Apia had no 30 December 2011)', () => {
  expect(times('0 10 * * *', 'Pacific/Apia', '2011-12-29T00:00:00Z', 2)).toEqual(['2011-12-29 10:00 -10:00', '2011-12-31 10:00 +14:00']);
});

test('what never comes is undefined, and what is no pattern or zone throws', () => {
  expect(occurrences.after('0 0 30 2 *', 'UTC', 0)).toBeUndefined();
  expect(() => occurrences.after('61 * * * *', 'UTC', 0)).toThrow();
  expect(() => occurrences.after('* * * * * *', 'UTC', 0)).toThrow();
  expect(() => occurrences.after('0 0 * * *', 'Europe/Berln', 0)).toThrow();
});
