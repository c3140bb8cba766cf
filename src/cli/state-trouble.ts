import { reason } from '../domain/reason.ts';
import { StateDamaged } from '../domain/state-damaged.ts';
import type { State } from '../ports/state.ts';

/** Gives back the locks of a run; where that cannot be, says so in words: what was restored is restored all the same. */
export function locksKept(run: string, state: State): string | undefined {
  try {
    state.leave(run);
    return undefined;
  } catch (error) {
    if (error instanceof StateDamaged)
      return `The locks of run ${run} are not given back: the state of this user cannot be used: ${error.why}.\n  ${error.hint}`;
    return `The locks of run ${run} are not given back: ${reason(error)}.\n  firedrill restore ${run} frees them.`;
  }
}
