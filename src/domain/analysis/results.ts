/** How each injection ended. */
import type { Leftover } from '../plan.ts';
import { showMs } from '../units.ts';
import type { FaultResult } from '../verdict.ts';
import type { Analysis, Injection } from './state.ts';

export function faultResults(analysis: Analysis): readonly FaultResult[] {
  return [...analysis.injections.values()].sort((a, b) => a.n - b.n).map((injection) => resultOf(analysis, injection));
}

function resultOf(analysis: Analysis, injection: Injection): FaultResult {
  const { fault, n, targets, presentAt, goneAt, restoringAt, hits, end } = injection;
  const status = statusOf(analysis, injection);
  // Nothing was there: it has no times, nothing was hit, and nobody took it out.
  if (status === 'rehearsed') return { fault, n, status, targets, left: [] };
  return {
    fault,
    n,
    status,
    targets,
    ...(presentAt === undefined ? {} : { presentAt }),
    ...(goneAt === undefined ? {} : { goneAt }),
    ...(end?.kind === 'restored' && restoringAt !== undefined ? { restoreTook: end.took } : {}),
    ...(hits === undefined ? {} : { hits }),
    ...noteOf(injection),
    left: leftOf(analysis, injection),
    ...(end === undefined ? {} : { by: end.by }),
  };
}

function statusOf(analysis: Analysis, { prepared, injected, presentAt, refused, end }: Injection): FaultResult['status'] {
  if (end?.kind === 'left' || end?.kind === 'forgotten') return end.kind;
  if (refused !== undefined) return 'not injected';
  if (prepared && isRehearsal(analysis)) return 'rehearsed';
  if (end === undefined) return prepared ? 'left' : 'not injected';
  // What was never prepared as a fault is a program of the run: ended all the same.
  if (presentAt !== undefined || !prepared) return 'restored';
  return injected ? 'never applied' : 'not injected';
}

const isRehearsal = (analysis: Analysis): boolean => analysis.started?.rehearsal === true;

/** What was prepared may have been done: without a restore on record it is unknown, hence not restored. */
function leftOf(analysis: Analysis, { targets, prepared, refused, end }: Injection): readonly Leftover[] {
  if (end?.kind === 'left') return end.left;
  if (end !== undefined || refused !== undefined || !prepared) return [];
  const command = `firedrill restore ${analysis.started?.run ?? ''}`.trim();
  return targets.map((target) => ({ target, why: 'no restore is on record', command }));
}

function noteOf({ vanished, failed, refused, outOfSight, end, presentAt, healedAt }: Injection): { readonly note?: string } {
  const notes = [
    vanished === undefined ? undefined : `vanished: ${vanished}`,
    failed === undefined ? undefined : `failed: ${failed}`,
    ...(refused ?? []).map(({ why, hint }) => `refused: ${why} ${hint}`),
    outOfSight === undefined ? undefined : `out of sight for up to ${showMs(outOfSight)}`,
    healedAt === undefined || presentAt === undefined ? undefined : `healed ${showMs(healedAt - presentAt)} after it was seen in place`,
    end?.kind === 'restored' ? end.note : undefined,
    end?.kind === 'forgotten' ? `let go: ${end.reason}` : undefined,
  ].filter((one) => one !== undefined);
  return notes.length === 0 ? {} : { note: notes.join('; ') };
}
