import { describe, expect, test } from 'vitest';
import { readIcal } from '../../src/calendars/ical.ts';
import type { Taken } from '../../src/domain/program/circumstances.ts';

const calendar = (...lines: readonly string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]): string => calendar('BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT');

/** What has taken an instant by the calendar, which must be readable. */
async function taken(text: string, at: string, timeZone = 'Europe/Berlin'): Promise<Taken | undefined> {
  const read = await readIcal(text);
  if (read.kind === 'unreadable') throw new Error(read.why);
  return read.at(Date.parse(at), timeZone);
}

async function unreadable(text: string): Promise<string> {
  const read = await readIcal(text);
  return read.kind === 'unreadable' ? read.why : 'it can be read';
}

describe('a whole day', () => {
  const christmas = event('SUMMARY:Christmas Day', 'DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226');

  test('is that day in the time zone of the schedule, from midnight to midnight', async () => {
    const day = { kind: 'day', title: 'Christmas Day' };
    expect(await taken(christmas, '2026-12-24T22:59:59Z')).toBeUndefined();
    expect(await taken(christmas, '2026-12-24T23:00:00Z')).toEqual(day);
    expect(await taken(christmas, '2026-12-25T22:59:59Z')).toEqual(day);
    expect(await taken(christmas, '2026-12-25T23:00:00Z')).toBeUndefined();
    expect(await taken(christmas, '2026-12-24T12:00:00Z', 'Pacific/Kiritimati')).toEqual(day);
    expect(await taken(christmas, '2026-12-26T04:00:00Z', 'America/New_York')).toEqual(day);
  });

  test('without an end, or with the same day as its end, is one day', async () => {
    for (const end of [[], ['DTEND;VALUE=DATE:20261225'], ['DURATION:P1D']]) {
      const text = event('SUMMARY:Off', 'DTSTART;VALUE=DATE:20261225', ...end);
      expect(await taken(text, '2026-12-25T12:00:00Z')).toBeDefined();
      expect(await taken(text, '2026-12-26T12:00:00Z')).toBeUndefined();
    }
  });

  test('that recurs every year is taken each year; one of 29 February on 1 March in other years, as ical.js has it', async () => {
    const yearly = event('SUMMARY:Christmas', 'DTSTART;VALUE=DATE:20101225', 'RRULE:FREQ=YEARLY');
    expect(await taken(yearly, '2031-12-25T10:00:00Z')).toEqual({ kind: 'day', title: 'Christmas' });
    expect(await taken(yearly, '2031-12-26T10:00:00Z')).toBeUndefined();
    expect(await taken(yearly, '2009-12-25T10:00:00Z')).toBeUndefined();
    const leap = event('DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY');
    expect(await taken(leap, '2028-02-29T10:00:00Z')).toEqual({ kind: 'day', title: 'an event without a title' });
    expect(await taken(leap, '2027-02-28T10:00:00Z')).toBeUndefined();
    expect(await taken(leap, '2027-03-01T10:00:00Z')).toBeDefined();
    expect(await taken(leap, '2028-03-01T10:00:00Z')).toBeUndefined();
  });
});

describe('hours', () => {
  test('with a time zone keep to its clock through summer and winter', async () => {
    const weekly = event(
      'SUMMARY:Release',
      'DTSTART;TZID=America/New_York:20261001T090000',
      'DTEND;TZID=America/New_York:20261001T100000',
      'RRULE:FREQ=WEEKLY',
    );
    expect(await taken(weekly, '2026-10-29T13:30:00Z')).toEqual({ kind: 'hours', title: 'Release' });
    expect(await taken(weekly, '2026-10-29T14:00:00Z')).toBeUndefined();
    expect(await taken(weekly, '2026-11-05T13:30:00Z')).toBeUndefined();
    expect(await taken(weekly, '2026-11-05T14:30:00Z')).toBeDefined();
  });

  test('in UTC are the same everywhere, those without any zone are those of the schedule', async () => {
    const utc = event('DTSTART:20261224T100000Z', 'DTEND:20261224T110000Z');
    const floating = event('DTSTART:20261224T100000', 'DURATION:PT1H');
    for (const zone of ['Europe/Berlin', 'Asia/Kolkata']) expect(await taken(utc, '2026-12-24T10:30:00Z', zone)).toBeDefined();
    expect(await taken(floating, '2026-12-24T09:30:00Z')).toBeDefined();
    expect(await taken(floating, '2026-12-24T10:30:00Z')).toBeUndefined();
    expect(await taken(floating, '2026-12-24T05:00:00Z', 'Asia/Kolkata')).toBeDefined();
  });

  test('in a zone that only the file itself explains are those of its explanation', async () => {
    const zone = [
      'BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time',
      'BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD',
      'BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT',
      'END:VTIMEZONE',
    ]; // prettier-ignore
    const name = 'TZID="W. Europe Standard Time"';
    const text = calendar(...zone, 'BEGIN:VEVENT', 'UID:1', `DTSTART;${name}:20260701T100000`, `DTEND;${name}:20260701T110000`, 'END:VEVENT');
    expect(await taken(text, '2026-07-01T08:30:00Z')).toBeDefined();
    expect(await taken(text, '2026-07-01T09:30:00Z')).toBeUndefined();
  });
});

describe('an event that recurs', () => {
  const rule = ['SUMMARY:Freeze', 'DTSTART;TZID=Europe/Berlin:20261201T100000', 'DTEND;TZID=Europe/Berlin:20261201T120000', 'RRULE:FREQ=DAILY;COUNT=10'];

  test('is not there on the days it excepts, nor after its last', async () => {
    const text = event(...rule, 'EXDATE;TZID=Europe/Berlin:20261203T100000');
    expect(await taken(text, '2026-12-02T10:00:00Z')).toBeDefined();
    expect(await taken(text, '2026-12-03T10:00:00Z')).toBeUndefined();
    expect(await taken(text, '2026-12-10T10:00:00Z')).toBeDefined();
    expect(await taken(text, '2026-12-11T10:00:00Z')).toBeUndefined();
  });

  test('may have one occurrence moved, to an earlier day too, and another cancelled', async () => {
    const moved = ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:Moved', 'RECURRENCE-ID;TZID=Europe/Berlin:20261209T100000', 'DTSTART;TZID=Europe/Berlin:20261201T160000', 'DTEND;TZID=Europe/Berlin:20261201T170000', 'END:VEVENT']; // prettier-ignore
    const cancelled = ['BEGIN:VEVENT', 'UID:1', 'STATUS:CANCELLED', 'RECURRENCE-ID;TZID=Europe/Berlin:20261204T100000', 'DTSTART;TZID=Europe/Berlin:20261204T100000', 'END:VEVENT']; // prettier-ignore
    const text = calendar('BEGIN:VEVENT', 'UID:1', ...rule, 'END:VEVENT', ...moved, ...cancelled);
    expect(await taken(text, '2026-12-01T15:30:00Z')).toEqual({ kind: 'hours', title: 'Moved' });
    expect(await taken(text, '2026-12-09T10:00:00Z')).toBeUndefined();
    expect(await taken(text, '2026-12-04T10:00:00Z')).toBeUndefined();
    expect(await taken(text, '2026-12-05T10:00:00Z')).toBeDefined();
  });

  test('oftener than can be looked at takes the time: unknown means no', async () => {
    const text = event('SUMMARY:Tick', 'DTSTART:20200101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY');
    expect(await taken(text, '2026-12-01T00:00:00Z')).toEqual({ kind: 'hours', title: 'Tick (when, is not known: it recurs more than 20000 times)' });
  });

  test('by a rule that no day meets never comes, and ends', async () => {
    const text = event('SUMMARY:Never', 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30');
    expect((await taken(text, '2026-02-28T12:00:00Z'))?.title ?? 'nothing').toMatch(/^(nothing|Never \(when, is not known: .*\))$/);
  });
});

test('a cancelled event takes nothing, a transparent one does: so say most calendars of holidays', async () => {
  expect(await taken(event('STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20261225'), '2026-12-25T12:00:00Z')).toBeUndefined();
  expect(await taken(event('TRANSP:TRANSPARENT', 'DTSTART;VALUE=DATE:20261225'), '2026-12-25T12:00:00Z')).toBeDefined();
});

test('a calendar without events is empty, and a title is one line', async () => {
  expect(await taken(calendar(), '2026-12-25T12:00:00Z')).toBeUndefined();
  expect((await taken(event('SUMMARY:a\\nb\u001b[2J', 'DTSTART;VALUE=DATE:20261225'), '2026-12-25T12:00:00Z'))?.title).toBe('a b [2J');
});

test('what cannot be understood makes the whole calendar unreadable, with the reason', async () => {
  expect(await unreadable('<html>sign in</html>')).not.toBe('it can be read');
  expect(await unreadable('')).not.toBe('it can be read');
  expect(await unreadable(event('DTSTART;VALUE=DATE:20261225').replace('END:VCALENDAR\r\n', ''))).not.toBe('it can be read');
  expect(await unreadable(event('SUMMARY:Nothing'))).toBe('event Nothing has no start');
  expect(await unreadable(event('SUMMARY:Far', 'DTSTART;TZID=Mars/Olympus:20261225T100000', 'DURATION:PT1H'))).toBe(
    'event Far is in the time zone Mars/Olympus, which nobody knows',
  );
  expect(await unreadable('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nEND:VCARD\r\n')).toBe('it is no iCalendar file');
});
