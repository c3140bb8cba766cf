import type ICAL from 'ical.js';
import { covers, hasCome, type Moment, type Span } from './moment.ts';

type Event = InstanceType<(typeof ICAL)['Event']>;
type Time = InstanceType<(typeof ICAL)['Time']>;

/** Something that takes time once, or again and again. */
export interface Entry {
  readonly title: string;
  readonly kind: 'day' | 'hours';
  covers(at: number, timeZone: string): boolean;
}

/** An event that happens once. Throws where it cannot be understood. */
export function fixed(event: Event): Entry {
  const span = spanOf(event, event.startDate, event.endDate);
  return { ...labelOf(event), covers: (at, timeZone) => covers(span, at, timeZone) };
}

/** A day off every day for fifty years: what recurs oftener is none. */
const most = 20_000;

/** An event that recurs; its occurrences are worked out once, and as far as somebody asks. */
export function recurring(event: Event): Entry {
  const spans: Span[] = [];
  const dates = event.iterator();
  momentOf(event, 'dtstart', event.startDate);
  let complete = false;
  const reach = (at: number, timeZone: string): void => {
    for (let last = spans.at(-1); !complete && (last === undefined || hasCome(last.from, at, timeZone)); last = spans.at(-1)) {
      if (spans.length === most) throw new Error(`it recurs more than ${most} times`);
      const date: Time | undefined = dates.next();
      if (date === undefined || date === null) complete = true;
      else spans.push(occurrence(event, date));
    }
  };
  return {
    ...labelOf(event),
    covers(at, timeZone) {
      reach(at, timeZone);
      return spans.some((span) => covers(span, at, timeZone));
    },
  };
}

/** One that is replaced takes what its replacement says, which is an entry of its own. */
function occurrence(event: Event, date: Time): Span {
  const { item, startDate, endDate } = event.getOccurrenceDetails(date);
  const from = momentOf(event, 'dtstart', date);
  if (item !== event && !item.modifiesFuture()) return { from, until: from };
  return spanOf(item, startDate, endDate, 'dtstart');
}

function spanOf(event: Event, start: Time, end: Time, ends: 'dtstart' | 'dtend' = event.component.hasProperty('dtend') ? 'dtend' : 'dtstart'): Span {
  const from = momentOf(event, 'dtstart', start);
  const until = momentOf(event, ends, end);
  // Some programs write the same day twice and mean that day.
  if (from.kind === 'day' && until.kind === 'day' && until.date <= from.date) return { from, until: momentOf(event, 'dtstart', dayAfter(start)) };
  return { from, until };
}

function dayAfter(start: Time): Time {
  const next = start.clone();
  next.adjust(1, 0, 0, 0);
  return next;
}

/** A zone is known by its name, else by what the file itself says of it; a name that neither knows is no time. */
function momentOf(event: Event, property: 'dtstart' | 'dtend', time: Time): Moment {
  const text = time.toString();
  if (time.isDate) return { kind: 'day', date: text };
  if (time.zone.tzid === 'UTC') return { kind: 'instant', at: time.toUnixTime() * 1000 };
  const zone = event.component.getFirstProperty(property)?.getParameter('tzid');
  if (zone === undefined) return { kind: 'wall', text };
  if (typeof zone === 'string' && isZone(zone)) return { kind: 'wall', text, zone };
  if (time.zone.tzid === 'floating') throw new Error(`event ${titleOf(event)} is in the time zone ${String(zone)}, which nobody knows`);
  return { kind: 'instant', at: time.toUnixTime() * 1000 };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const labelOf = (event: Event): Pick<Entry, 'title' | 'kind'> => ({ title: titleOf(event), kind: event.startDate.isDate ? 'day' : 'hours' });

export function titleOf(event: Event): string {
  const title = (event.summary ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  return title === '' ? 'an event without a title' : title.slice(0, 100);
}
