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

const year = 366 * 24 * 3_600_000;
/** After so many years every date has been on every day of the week. */
const span = 28 * year;
const most = 1500;

/** The times of a job by the clocks of a zone: another one than its own is late by an hour for half of the year, so there it has the hours of both halves. */
export function timesOf(program: Program, timeZone: string, from: number, occurrences: Occurrences): Times {
  const instants = dueWithin(program, from, occurrences);
  const shown = instants.map((at) => local(at, timeZone));
  // What is due so often that not even a year was looked at has no dates of its own.
  const often = instants.length === most && (instants.at(-1) ?? 0) - from < year;
  const numbers = (of: (one: (typeof shown)[number]) => string): readonly number[] =>
    [...new Set(shown.map((one) => Number(of(one))))].toSorted((a, b) => a - b);
  const seen = new Set(shown.map(({ day }) => day));
  return {
    minutes: numbers(({ time }) => time.slice(3)),
    hours: numbers(({ time }) => time.slice(0, 2)),
    days: days.filter((day) => seen.has(day)),
    dates: often ? range(1, 31) : numbers(({ date }) => date.slice(8)),
    months: often ? range(1, 12) : numbers(({ date }) => date.slice(5, 7)),
  };
}

function dueWithin({ when, timeZone }: Program, from: number, occurrences: Occurrences): readonly number[] {
  const found: number[] = [];
  let at = occurrences.after(pattern(when), timeZone, from);
  while (at !== undefined && at < from + span && found.length < most) {
    found.push(at);
    at = occurrences.after(pattern(when), timeZone, at);
  }
  return found;
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

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
