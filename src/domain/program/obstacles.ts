/** Why nothing may start at an instant, by the calendar alone. */
import type { Calendar, Calendars } from './circumstances.ts';
import { local, showLocal } from './local.ts';
import type { Program } from './program.ts';

/** The reason, or `undefined` where nothing stands against it. A calendar that cannot be read is unknown, and unknown means no. */
export function obstacle(program: Pick<Program, 'windows' | 'skip' | 'timeZone'>, at: number, calendars: Calendars): string | undefined {
  const { windows, skip, timeZone } = program;
  const { day, time } = local(at, timeZone);
  const open = windows.length === 0 || windows.some(({ days, from, to }) => days.includes(day) && from <= time && time < to);
  if (!open) return `${showLocal(at, timeZone)} is outside the windows`;
  return skip.map((name) => taken(name, calendars[name], { at, timeZone })).find((why) => why !== undefined);
}

function taken(name: string, calendar: Calendar | undefined, { at, timeZone }: { at: number; timeZone: string }): string | undefined {
  if (calendar === undefined) return `calendar ${name} is not known`;
  if (calendar.kind === 'unreadable') return `calendar ${name} cannot be read: ${calendar.why}`;
  const found = calendar.at(at, timeZone);
  if (found === undefined) return undefined;
  const when = found.kind === 'day' ? local(at, timeZone).date : showLocal(at, timeZone);
  return `${when} is in ${name}: ${found.title}`;
}
