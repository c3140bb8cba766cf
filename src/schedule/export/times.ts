/** When a job is due, as the sets of fields that the calendars of others are made of. */
import { pattern } from '../../domain/program/due.ts';
import type { Occurrences } from '../../domain/program/circumstances.ts';
import { local } from '../../domain/program/local.ts';
import { days, type Day, type Program } from '../../domain/program/program.ts';

/** Every instant of the job lies in all of them; they may hold others, at which nothing is due and a timer ends at once. */
export interface Times {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly Day[];
  /** Days of the month, 1 to 31. */
  readonly dates: readonly number[];
  readonly months: readonly number[];
}

const day = 24 * 3_600_000;
/** After so many years every date has been on every day of the week. */
const span = 28 * 366 * day;
const most = 1500;

/** The times of a job by the clocks of a zone: another one than its own is late by an hour for half of the year, so there it has the hours of both halves. */
export function timesOf(program: Program, timeZone: string, from: number, occurrences: Occurrences): Times {
  const instants = dueWithin(program, timeZone, from, occurrences);
  const own = instants.map((at) => local(at, program.timeZone));
  const shown = instants.map((at) => local(at, timeZone));
  // Zones differ by half hours and quarters as well, and not by the same ones all year.
  const shifts = numbers(shown.map(({ time }, n) => (minuteOf(time) - minuteOf(own[n]?.time ?? time) + 60) % 60));
  const seen = new Set(shown.map(({ day }) => day));
  return {
    minutes: numbers(shifts.flatMap((shift) => numbers(own.map(({ time }) => (minuteOf(time) + shift) % 60)))),
    hours: numbers(shown.map(({ time }) => hourOf(time))),
    days: days.filter((day) => seen.has(day)),
    dates: numbers(shown.map(({ date }) => Number(date.slice(8)))),
    months: numbers(shown.map(({ date }) => Number(date.slice(5, 7)))),
  };
}

const hourOf = (time: string): number => Number(time.slice(0, 2));
const minuteOf = (time: string): number => Number(time.slice(3));
const numbers = (some: readonly number[]): readonly number[] => [...new Set(some)].toSorted((a, b) => a - b);

/** Of a job that is due too often to look at 28 years of it: its first days, which have every minute and hour, and what its other days and seasons add. */
function dueWithin({ when, timeZone: own }: Program, timeZone: string, from: number, occurrences: Occurrences): readonly number[] {
  const first = walk(pattern(when), own, from, occurrences);
  if (first.length < most) return first;
  const [, , ...dates] = pattern(when).split(/\s+/);
  // Noon is there on every day, whatever the clock does.
  const noons = walk(['0 12', ...dates].join(' '), own, from, occurrences);
  const seasons = new Map(noons.map((noon) => [`${local(noon, own).offset} ${local(noon, timeZone).offset}`, noon]));
  const times = numbers(first.map((at) => minutesOf(local(at, own).time)));
  return [
    ...first,
    ...noons.flatMap((noon) => on(noon, own, [times[0] ?? 0, times.at(-1) ?? 0])),
    ...[...seasons.values()].flatMap((noon) => on(noon, own, times)),
  ];
}

const minutesOf = (time: string): number => hourOf(time) * 60 + minuteOf(time);

/** These minutes of a day, by the clock; none where that moves between them and noon. */
function on(noon: number, timeZone: string, times: readonly number[]): readonly number[] {
  const instants = times.map((time) => ({ time, at: noon + (time - 720) * 60_000 }));
  return instants.filter(({ time, at }) => minutesOf(local(at, timeZone).time) === time).map(({ at }) => at);
}

function walk(cron: string, timeZone: string, from: number, occurrences: Occurrences): readonly number[] {
  const found: number[] = [];
  let at = occurrences.after(cron, timeZone, from);
  // Three days at least: one of them may lack the hour that the clock skips.
  while (at !== undefined && at < from + span && (found.length < most || at < from + 3 * day)) {
    found.push(at);
    at = occurrences.after(cron, timeZone, at);
  }
  return found;
}

/**
 * As a cron pattern of five fields, plain enough for every cron: numbers and lists.
 * Where days of the week and of the month are both restricted, crons take either (POSIX, crontab): then the week decides here, and `schedule once` the rest.
 */
export function cronOf({ minutes, hours, days: week, dates, months }: Times): string {
  const weekly = week.length < 7;
  const fields = [
    list(minutes, 60),
    list(hours, 24),
    weekly ? '*' : list(dates, 31),
    list(months, 12),
    list(
      week.map((day) => (days.indexOf(day) + 1) % 7),
      7,
    ),
  ];
  return fields.join(' ');
}

/** As systemd writes it: `Tue *-*-* 10:00:00 Europe/Berlin`. Source: systemd.time(7), "Calendar events"; all of it has to be true. */
export function onCalendar({ minutes, hours, days: week, dates, months }: Times, timeZone: string): string {
  const names = week.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`);
  const two = (number: number): string => String(number).padStart(2, '0');
  const part = (numbers: readonly number[], all: number): string => (numbers.length === all ? '*' : numbers.map(two).join(','));
  return `${week.length === 7 ? '' : `${names.join(',')} `}*-${part(months, 12)}-${part(dates, 31)} ${part(hours, 24)}:${part(minutes, 60)}:00 ${timeZone}`;
}

const list = (numbers: readonly number[], all: number): string => (numbers.length === all ? '*' : numbers.toSorted((a, b) => a - b).join(','));
