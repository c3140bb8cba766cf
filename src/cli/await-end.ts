import { ms, showMs } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import type { ActiveRun } from '../ports/state.ts';
import { loadUndo } from '../record/undo-log.ts';
import type { Toolbox } from '../toolbox.ts';
import { isMinded } from './dead-runs.ts';

/** Two tries of a restore, each with its own budget, and what a guardian waits between them. */
const ending = ms(120_000);
const looking = ms(100);

/** Waits until runner and guardian of a run are gone, and says what became of it; 5 where something is left, or nobody knows. */
export async function awaitEnd(active: ActiveRun, toolbox: Toolbox): Promise<number> {
  const { run } = active;
  using deadline = systemClock.deadline(ending);
  while ((await isMinded(active, toolbox)) && !deadline.signal.aborted) await systemClock.sleep(looking, deadline.signal);
  if (deadline.signal.aborted) return unrestored(run, `it has not ended within ${showMs(ending)}`);
  if (await leftSomething(active, toolbox)) return unrestored(run, 'it has ended, and left something');
  program.print(`Run ${run}: ended, and everything is out. firedrill report ${run} says what became of it.`);
  return 0;
}

/** A run that left nothing is no longer held; a record that cannot be read does not say that nothing is left. */
async function leftSomething({ run, folder }: ActiveRun, { state }: Toolbox): Promise<boolean> {
  if (state.find(run) === undefined) return false;
  return loadUndo(folder).then(
    ({ pending }) => pending.length > 0,
    () => true,
  );
}

function unrestored(run: string, why: string): number {
  program.talk(`Run ${run}: NOT RESTORED: ${why}.\n  firedrill restore ${run}`);
  return 5;
}
