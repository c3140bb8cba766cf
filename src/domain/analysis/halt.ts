/** Ends of a run before its time: every window ends with them. */
import type { Ms } from '../units.ts';
import { leaveAll } from './presence.ts';
import type { Analysis, Stop } from './state.ts';

/** The first reason wins. */
export function halt(analysis: Analysis, decision: NonNullable<Analysis['halt']>, at: Ms): void {
  analysis.halt ??= decision;
  stop(analysis, at, 'the run was halted');
}

export function fail(analysis: Analysis, why: string, at: Ms): void {
  analysis.toolFailure ??= why;
  stop(analysis, at, 'the run failed');
}

function stop(analysis: Analysis, at: Ms, words: Stop['words']): void {
  if (analysis.stopped !== undefined) return;
  analysis.stopped = { at, early: analysis.anyFault.there.size > 0 || unfinished(analysis), words };
  for (const presence of [analysis.anyFault, ...analysis.ofFault.values()]) leaveAll(presence, at);
}

/** Before the restore phase some fault may not have had its time. */
function unfinished({ phase }: Analysis): boolean {
  return phase !== 'restore' && phase !== 'recovery' && phase !== 'analyse' && phase !== 'report';
}
