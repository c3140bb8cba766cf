import type { Circumstances } from './circumstances.ts';
import { runsOf } from './draw.ts';
import { dueAfter, reach, type Due } from './due.ts';
import type { ProgramRun } from './next.ts';
import { obstacle } from './obstacles.ts';
import type { Program } from './program.ts';

/** A slot that will come, as far as the calendar alone decides. */
export interface Foreseen extends Due {
  readonly runs: readonly ProgramRun[];
  /** Why it will be skipped; absent where it will run. */
  readonly skip?: string;
}

/** The next slots of a job that start at or after `now`, soonest first: what `next` will say when they are due, unless something else runs then. */
export function foresee(
  program: Program,
  count: number,
  circumstances: Pick<Circumstances, 'now' | 'seed' | 'calendars' | 'occurrences'>,
): readonly Foreseen[] {
  const { now, seed, calendars } = circumstances;
  const found: Foreseen[] = [];
  let due = dueAfter(program, now - reach(program.when), circumstances);
  for (; due !== undefined && found.length < count; due = dueAfter(program, due.due, circumstances)) {
    if (due.start < now) continue;
    const skip = obstacle(program, due.start, calendars);
    found.push({ ...due, runs: runsOf(program, due.slot, seed), ...(skip === undefined ? {} : { skip }) });
  }
  return found;
}
