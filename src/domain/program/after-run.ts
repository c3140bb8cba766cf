/** What follows the end of one run of a slot. */
import { exitCodes, signalCodes } from '../verdict.ts';
import type { SlotStep } from '../memory/step.ts';
import { isRefused } from './busy.ts';
import { nameOf } from './draw.ts';
import type { ProgramRun } from './next.ts';
import type { Program } from './program.ts';

export type Ended = Extract<SlotStep, { kind: 'ended' }>;

/** `again`: a refused run is tried once more, not before `at`, and not at or after `until`. */
export type After =
  | { readonly kind: 'next'; readonly run: ProgramRun }
  | { readonly kind: 'again'; readonly run: ProgramRun; readonly at: number; readonly until: number; readonly reason: string }
  | { readonly kind: 'finish'; readonly how: 'done' | 'stopped' | 'refused'; readonly reason?: string };

/** Ends after which the next fault would meet a target that may still suffer, or somebody who has said stop. */
const final: ReadonlySet<number> = new Set([exitCodes['not restored'], exitCodes['tool error'], exitCodes.aborted, ...Object.values(signalCodes)]);

export interface Course {
  readonly runs: readonly ProgramRun[];
  readonly steps: readonly SlotStep[];
  /** When nothing of the slot may be tried again. */
  readonly until: number;
}

export function afterRun(program: Program, last: Ended, { runs, steps, until }: Course): After {
  const { onNotHeld, retryRefused } = program;
  const run = runs[last.nth];
  const said = `${nameOf(program, last.file)} ended ${last.outcome}`;
  if (final.has(last.exitCode)) return { kind: 'finish', how: 'stopped', reason: said };
  // What comes after it by its place would be another run than was foretold, or the same once more.
  if (run?.file !== last.file) return { kind: 'finish', how: 'stopped', reason: `${said}, and the schedule was changed meanwhile` };
  if (isRefused(last) && retryRefused !== undefined) {
    const at = last.at + retryRefused.every;
    const end = Math.min(until, firstTry(steps, last.nth) + retryRefused.within);
    if (at < end) return { kind: 'again', run: { ...run, attempt: last.attempt + 1 }, at, until: end, reason: tried(said, last) };
  }
  if (last.outcome !== 'held' && onNotHeld === 'stop') return isRefused(last) ? refused(said, last) : { kind: 'finish', how: 'stopped', reason: said };
  const following = runs[last.nth + 1];
  if (following !== undefined) return { kind: 'next', run: following };
  return steps.every((step) => step.kind !== 'ended' || isRefused(step)) ? refused(said, last) : { kind: 'finish', how: 'done' };
}

const refused = (said: string, last: Ended): After => ({ kind: 'finish', how: 'refused', reason: tried(said, last) });

const tried = (said: string, { attempt }: Ended): string => (attempt === 1 ? said : `${said}, ${attempt} times`);

function firstTry(steps: readonly SlotStep[], nth: number): number {
  return steps.find((step) => step.kind === 'started' && step.nth === nth)?.at ?? Infinity;
}
