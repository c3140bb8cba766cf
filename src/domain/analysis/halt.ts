import type { Ms } from '../units.ts';
import { leaveAll } from './presence.ts';
import type { Analysis } from './state.ts';

/** Ends every window at once: what comes after a halt is no part of the hypothesis. The first reason wins. */
export function halt(analysis: Analysis, decision: NonNullable<Analysis['halt']>, at: Ms): void {
  if (analysis.halt !== undefined) return;
  analysis.halt = decision;
  if (analysis.anyFault.there.size > 0 || unfinished(analysis)) analysis.cutAt = at;
  for (const presence of [analysis.anyFault, ...analysis.ofFault.values()]) leaveAll(presence, at);
}

/** Before the restore phase some fault may not have had its time. */
function unfinished({ phase }: Analysis): boolean {
  return phase !== 'restore' && phase !== 'recovery' && phase !== 'analyse' && phase !== 'report';
}
