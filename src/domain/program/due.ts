/** When the slots of a job are due, and when they start. */
import { iso } from '../instants.ts';
import type { SlotId } from '../memory/step.ts';
import type { Ms } from '../units.ts';
import { usualGrace } from './grace.ts';
import type { Circumstances, Occurrences } from './circumstances.ts';
import { chanceOf } from './chance.ts';
import { days, type TimeOfDay, type Timed, type When } from './program.ts';

export interface Due {
  readonly slot: SlotId;
  /** By the calendar: what the slot is called by. */
  readonly due: number;
  /** When its first run starts: later by its jitter, or some time in between. */
  readonly start: number;
  /** When nothing of it may start any more; absent where only `retry-refused` ends it. */
  readonly end?: number;
}

type Needed = Pick<Circumstances, 'seed' | 'occurrences'>;

/** The first slot due after an instant. */
export function dueAfter(timed: Timed, at: number, { seed, occurrences }: Needed): Due | undefined {
  const due = occurrences.after(pattern(timed.when), timed.timeZone, at);
  return due === undefined ? undefined : started(timed, due, { seed, occurrences });
}

/** From the instant of a slot to all that follows from it. */
export function started({ schedule, job, when, timeZone }: Timed, due: number, { seed, occurrences }: Needed): Due {
  const slot = { schedule, job, slot: iso(due) };
  const { random, step, end } = spread(when, due, { timeZone, occurrences });
  // Whole seconds, and whole minutes where it may be hours: so people can be told.
  const late = Math.floor((chanceOf(seed, slot, 'start').next() * random) / step) * step;
  return { slot, due, start: due + late, ...(end === undefined ? {} : { end }) };
}

function spread(
  when: When,
  due: number,
  { timeZone, occurrences }: { timeZone: string; occurrences: Occurrences },
): { random: number; step: number; end?: number } {
  if (when.kind === 'at') return { random: when.jitter, step: 1000 };
  const end = occurrences.after(daily(when.to), timeZone, due) ?? due;
  return { random: end - due, step: 60_000, end };
}

/** The cron pattern by which slots are due. */
export function pattern(when: When): string {
  if (when.kind === 'at') return when.cron;
  return when.days.length === days.length ? daily(when.from) : daily(when.from).replace(/\*$/, when.days.join(','));
}

function daily(time: TimeOfDay): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${(hour ?? 0) % 24} * * *`;
}

/** How long before `now` a slot may be due that could still be started: to look there is enough for a job of which nothing is known yet. */
export function reach(when: When, grace: Ms = usualGrace): number {
  return grace + 1 + (when.kind === 'at' ? when.jitter : 25 * 3_600_000);
}
