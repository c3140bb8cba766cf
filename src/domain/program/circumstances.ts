import type { SlotStep } from '../memory/step.ts';
import type { Ms } from '../units.ts';

/** When a cron pattern is due; what its library knows and we do not. */
export interface Occurrences {
  /** The first instant strictly after this one, ms since the epoch; `undefined` where there is none. Throws for a pattern or zone that is none. */
  after(cron: string, timeZone: string, at: number): number | undefined;
}

/** What a calendar has at an instant: a whole day, or hours of it. */
export interface Taken {
  readonly kind: 'day' | 'hours';
  readonly title: string;
}

/** A calendar as it could be read; an unreadable one is unknown, and unknown means no. */
export type Calendar =
  /** What has taken this instant; whole days are those of this time zone. */
  { readonly kind: 'read'; at(instant: number, timeZone: string): Taken | undefined } | { readonly kind: 'unreadable'; readonly why: string };

/** By the names that the config gives them. */
export type Calendars = Readonly<Record<string, Calendar>>;

/** All that `next` decides from, besides the program itself. */
export interface Circumstances {
  /** Steps of the whole schedule, oldest first: of other jobs too, since only one runs at a time. */
  readonly history: readonly SlotStep[];
  /** Ms since the epoch. */
  readonly now: number;
  readonly seed: number;
  readonly calendars: Calendars;
  readonly occurrences: Occurrences;
  /** Which scheduler asks, as its steps say. */
  readonly by: string;
  /** Whether the scheduler that began a slot is gone: then the slot is interrupted, and never run again. */
  readonly isGone: (by: string) => boolean;
  /** How late a slot may start and still be in time; a minute unless a timer of somebody else is allowed more. */
  readonly grace?: Ms;
  /** Why nothing may be started at all (`abort --all --block`); absent where it may. */
  readonly blocked?: string;
}
