/** iCalendar (RFC 5545) by ical.js, which is loaded here and known nowhere else. */
import type ICAL from 'ical.js';
import type { Calendar, Taken } from '../domain/program/circumstances.ts';
import { reason } from '../domain/reason.ts';
import { fixed, recurring, titleOf, type Entry } from './entries.ts';

type Ical = typeof ICAL;
type Event = InstanceType<Ical['Event']>;

/**
 * Reads an iCalendar file. One event that cannot be understood makes all of it unreadable: what it takes is then unknown.
 * Cancelled events take nothing; a transparent one does (most calendars of holidays say so of every day).
 */
export async function readIcal(text: string): Promise<Calendar> {
  const { default: ical } = await import('ical.js');
  try {
    const entries = eventsOf(ical, text).flatMap(([master, exceptions]) => entriesOf(master, exceptions));
    return { kind: 'read', at: (instant, timeZone) => takenBy(entries, instant, timeZone) };
  } catch (error) {
    return { kind: 'unreadable', why: reason(error).split('\n')[0] ?? '' };
  }
}

function takenBy(entries: readonly Entry[], at: number, timeZone: string): Taken | undefined {
  for (const entry of entries) {
    try {
      if (entry.covers(at, timeZone)) return { kind: entry.kind, title: entry.title };
    } catch (error) {
      return { kind: 'hours', title: `${entry.title} (when, is not known: ${reason(error)})` };
    }
  }
  return undefined;
}

/** Each event with those that replace one of its occurrences. */
function eventsOf(ical: Ical, text: string): readonly (readonly [Event, readonly Event[]])[] {
  const parsed: unknown[] = ical.parse(text);
  const roots = typeof parsed[0] === 'string' ? [parsed] : parsed;
  const calendars = roots.map((root) => new ical.Component(root as unknown[]));
  if (calendars.length === 0 || calendars.some(({ name }) => name !== 'vcalendar')) throw new Error('it is no iCalendar file');
  const events = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent').map((component) => new ical.Event(component)));
  const masters = Map.groupBy(events, (event) => (event.isRecurrenceException() ? '' : (event.uid ?? '')));
  const exceptions = Map.groupBy(
    events.filter((event) => event.isRecurrenceException()),
    ({ uid }) => uid ?? '',
  );
  const lone = [...exceptions].flatMap(([uid, all]) => (masters.has(uid) ? [] : all));
  const own = events.filter((event) => !event.isRecurrenceException()).map((event) => [event, exceptions.get(event.uid ?? '') ?? []] as const);
  return [...own, ...lone.map((event) => [event, []] as const)];
}

function entriesOf(master: Event, exceptions: readonly Event[]): readonly Entry[] {
  if (!master.component.hasProperty('dtstart')) throw new Error(`event ${titleOf(master)} has no start`);
  const replaced = exceptions.flatMap((event) => entriesOf(event, []));
  if (isCancelled(master)) return replaced;
  if (!master.isRecurring() || master.isRecurrenceException()) return [fixed(master)];
  for (const event of exceptions) master.relateException(event);
  return [recurring(master), ...replaced];
}

const isCancelled = ({ component }: Event): boolean => String(component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';
