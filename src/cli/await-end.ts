import { join } from 'node:path';
import { ms, showMs } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import type { ActiveRun } from '../ports/state.ts';
import { runsFolder } from '../record/folder.ts';
import { loadUndo } from '../record/undo-log.ts';
import type { Toolbox } from '../toolbox.ts';
import { isListening, isMinded } from './dead-runs.ts';
import { baseFolder } from './run-folder.ts';

/** Two tries of a restore, each with its own budget, and what a guardian waits between them. */
const ending = ms(120_000);
const looking = ms(100);

/** A run to be halted, and what the state knows of it. */
export interface Target {
  readonly run: string;
  readonly active: ActiveRun | undefined;
}

/** Waits until runner and guardian of a run are gone, and says what became of it; 5 where something is left, or nobody knows. */
export async function awaitEnd(target: Target, toolbox: Toolbox): Promise<number> {
  const { run, active } = target;
  const minded = (): Promise<boolean> => (active === undefined ? isListening(run) : isMinded(active, toolbox));
  using deadline = systemClock.deadline(ending);
  while ((await minded()) && !deadline.signal.aborted) await systemClock.sleep(looking, deadline.signal);
  if (deadline.signal.aborted) return unrestored(run, `it has not ended within ${showMs(ending)}`);
  if (await leftSomething(target, toolbox)) return unrestored(run, 'it has ended, and left something');
  program.print(`Run ${run}: ended, and everything is out. firedrill report ${run} says what became of it.`);
  return 0;
}

/** A run that left nothing is no longer held; a record that cannot be read does not say that nothing is left. */
async function leftSomething({ run, active }: Target, { state }: Toolbox): Promise<boolean> {
  const held = state.find(run);
  if (active !== undefined && held === undefined && state.damage() === undefined) return false;
  const folder = active?.folder ?? join(runsFolder(baseFolder()), run);
  return loadUndo(folder).then(
    ({ pending }) => pending.length > 0,
    () => true,
  );
}

function unrestored(run: string, why: string): number {
  program.talk(`Run ${run}: NOT RESTORED: ${why}.\n  firedrill restore ${run}`);
  return 5;
}
