import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { local } from '../../../src/domain/program/local.ts';
import type { Program } from '../../../src/domain/program/program.ts';
import { ms } from '../../../src/domain/units.ts';
import { cronOf, onCalendar, timesOf, type Times } from '../../../src/schedule/export/times.ts';
import { occurrences, tuesdays } from '../../domain/program/keeper.ts';

const from = Date.parse('2026-11-30T12:00:00Z');
const at = (cron: string, timeZone = 'Europe/Berlin'): Program => ({ ...tuesdays, timeZone, when: { kind: 'at', cron, jitter: ms(0) } });
const timesIn = (program: Program, timeZone = program.timeZone): Times => timesOf(program, timeZone, from, occurrences);

describe('the times of a job', () => {
  test('are those of its pattern in its own zone', () => {
    expect(cronOf(timesIn(at('0 10 * * tue')))).toBe('0 10 * * 2');
    expect(cronOf(timesIn(at('30 3 1 * *')))).toBe('30 3 1 * *');
    expect(cronOf(timesIn(at('0 9 * 3-5 mon-fri')))).toBe('0 9 * 3,4,5 1,2,3,4,5');
    expect(cronOf(timesIn(at('*/20 9-11 * * *')))).toBe('0,20,40 9,10,11 * * *');
  });

  test('have in UTC the hours of summer and of winter', () => {
    expect(cronOf(timesIn(at('0 10 * * tue'), 'UTC'))).toBe('0 8,9 * * 2');
    expect(cronOf(timesIn(at('0 0 * * mon', 'Asia/Kolkata'), 'UTC'))).toBe('30 18 * * 0');
  });

  test('of a job at some time in between are the times at which that begins', () => {
    const some: Program = { ...tuesdays, when: { kind: 'between', from: '10:00', to: '15:00', days: ['mon', 'fri'] } };
    expect(cronOf(timesIn(some))).toBe('0 10 * * 1,5');
  });

  test('of a job that is due every few minutes are those of every day, month and season, not of the first days alone', () => {
    expect(onCalendar(timesIn(at('* * * * *')), 'Europe/Berlin')).toBe('*-*-* *:*:00 Europe/Berlin');
    expect(cronOf(timesIn(at('*/5 * * * *')))).toBe('0,5,10,15,20,25,30,35,40,45,50,55 * * * *');
    expect(cronOf(timesIn(at('*/30 9-17 * * mon-fri')))).toBe('0,30 9,10,11,12,13,14,15,16,17 * * 1,2,3,4,5');
    expect(
      cronOf(timesIn(at('*/2 3 * * *'), 'UTC'))
        .split(' ')
        .slice(1)
        .join(' '),
    ).toBe('1,2 * * *');
    expect(timesIn(at('* * 1 jan *'))).toMatchObject({ dates: [1], months: [1], days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] });
    expect(timesIn(at('0-20 3 * * *', 'Australia/Lord_Howe'), 'UTC')).toMatchObject({
      minutes: [...Array(21).keys(), ...Array.from({ length: 21 }, (_, n) => n + 30)],
    });
  });

  test('are said to systemd with the zone, every field of which has to be true', () => {
    expect(onCalendar(timesIn(at('0 10 * * tue')), 'Europe/Berlin')).toBe('Tue *-*-* 10:00:00 Europe/Berlin');
    expect(onCalendar(timesIn(at('5 4 1 jan,jul *')), 'Europe/Berlin')).toBe('*-01,07-01 04:05:00 Europe/Berlin');
  });

  test('leave out no instant at which the job is due, in any zone', () => {
    const field = (most: number): fc.Arbitrary<string> => fc.oneof(fc.constant('*'), fc.integer({ min: 1, max: most }).map(String));
    const pattern = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), field(28), field(12), field(7));
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia');
    fc.assert(
      fc.property(pattern, zone, (fields, timeZone) => {
        const program = at(fields.join(' '), timeZone);
        const times = timesIn(program, 'UTC');
        let due = occurrences.after(fields.join(' '), timeZone, from);
        for (let n = 0; n < 20 && due !== undefined && due < from + 5 * 365 * 86_400_000; n += 1) {
          const { time, day, date } = local(due, 'UTC');
          expect(times.minutes).toContain(Number(time.slice(3)));
          expect(times.hours).toContain(Number(time.slice(0, 2)));
          expect(times.days).toContain(day);
          expect(times.dates).toContain(Number(date.slice(8)));
          due = occurrences.after(fields.join(' '), timeZone, due);
        }
      }),
      { numRuns: 10 },
    );
  });
});
