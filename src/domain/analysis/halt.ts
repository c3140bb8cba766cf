/** Ends of a run before its time: every window ends with them. */
import type { Ms } from '../units.ts';
import { leaveAll } from './presence.ts';
import type { Analysis, Stop } from './state.ts';

/** The first reason wins. */
export function halt(analysis: Analysis, decision: NonNullable<Analysis['halt']>, at: Ms): void {
  analysis.halt ??= decision;
  stop(analysis, at, 'the run was halted', unfinished(analysis));
}

export function fail(analysis: Analysis, why: string, at: Ms): void {
  analysis.toolFailure ??= why;
  stop(analysis, at, 'the run failed', unfinished(analysis));
}

/** A fault that is not what it should be ends the drill: the others are taken out with it. */
export function lose(analysis: Analysis, words: 'a fault vanished' | 'a fault failed' | 'a fault was refused', at: Ms): void {
  stop(analysis, at, words, true);
}

function stop(analysis: Analysis, at: Ms, words: Stop['words'], early: boolean): void {
  if (analysis.stopped !== undefined) return;
  analysis.stopped = { at, early, words };
  for (const presence of [analysis.anyFault, ...analysis.ofFault.values()]) leaveAll(presence, at);
}

/** While a fault is in place, and before the restore phase: some fault has not had its time. */
function unfinished({ phase, anyFault }: Analysis): boolean {
  return anyFault.there.size > 0 || (phase !== 'restore' && phase !== 'recovery');
}
