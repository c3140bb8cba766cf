import type { Claimant } from '../ports/state.ts';
import { readEvents } from '../record/folder.ts';
import { loadUndo } from '../record/undo-log.ts';
import type { Toolbox } from '../toolbox.ts';
import { claimRun } from './claim.ts';
import { isAlive } from './dead-runs.ts';
import { CommandFailed } from './problem.ts';

/**
 * Takes a run for `firedrill restore`, until disposed; `undefined` where it has changed nothing, and must not be touched.
 * @throws CommandFailed where it is alive, or another process is restoring it.
 */
export async function takeRun(run: string, folder: string, toolbox: Toolbox): Promise<Disposable | undefined> {
  // Looked at first: what has recorded anything was listening before, so that one which is not alive after that is dead.
  const blank = await isBlank(run, folder, toolbox);
  if (await isAlive(run, toolbox)) throw new CommandFailed(`Cannot restore ${run}: it is alive.`, `Halt it instead: firedrill abort ${run}`, 4);
  if (blank) return undefined;
  const claim = await claimRun(run, 'restore', toolbox);
  if (!claim.held) return claim;
  throw new CommandFailed(
    `Cannot restore ${run}: ${nameOf(claim.holder)} is restoring it.`,
    `Wait for it to end, then look again: firedrill restore ${run}`,
    4,
  );
}

/** A run that is just being born does not listen yet; one that died as young has left nothing. */
async function isBlank(run: string, folder: string, { state }: Toolbox): Promise<boolean> {
  if (state.find(run) !== undefined) return false;
  const prepared = await loadUndo(folder).then(
    ({ entries }) => entries.length > 0,
    () => true,
  );
  return !prepared && (await readEvents(folder).catch(() => [])).length === 0;
}

const nameOf = ({ who, pid }: Claimant): string => (who === 'guardian' ? `its guardian (process ${pid})` : `another firedrill restore (process ${pid})`);
