import { days, type Day, type TimeOfDay } from './program.ts';

/** An instant as a clock on the wall of a time zone shows it. */
export interface Local {
  /** `2026-12-25`. */
  readonly date: string;
  readonly day: Day;
  /** `09:30`. */
  readonly time: TimeOfDay;
  readonly second: string;
  /** `+01:00`, and `Z` for UTC itself. */
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws for a zone that is none. */
export function local(at: number, timeZone: string): Local {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const weekday = part('weekday').toLowerCase();
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    day: days.find((day) => day === weekday) ?? 'mon',
    time: `${part('hour')}:${part('minute')}`,
    second: part('second'),
    offset: part('timeZoneName').replace('GMT', '') || 'Z',
  };
}

/** To make one costs a thousand uses of it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', weekday: 'short', timeZoneName: 'longOffset', ...digits });
  formats.set(timeZone, made);
  return made;
}

/** `Tue 2026-12-01 10:00`. */
export function showLocal(at: number, timeZone: string): string {
  const { day, date, time } = local(at, timeZone);
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${date} ${time}`;
}
