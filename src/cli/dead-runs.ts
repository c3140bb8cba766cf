import type { ActiveRun } from '../ports/state.ts';
import type { Toolbox } from '../toolbox.ts';

/** Runs in the shared state whose runner and guardian are gone. */
export async function deadRuns(toolbox: Toolbox): Promise<readonly string[]> {
  const found: string[] = [];
  for (const active of toolbox.state.active()) if (!(await isMinded(active, toolbox))) found.push(active.run);
  return found;
}

/** Whether anybody still minds a run: its runner, or the guardian that restores after it. */
export async function isAlive(run: string, toolbox: Toolbox): Promise<boolean> {
  const active = toolbox.state.find(run);
  return active !== undefined && (await isMinded(active, toolbox));
}

/** The same of a run that may have left the state meanwhile. */
export async function isMinded({ runner, guardian }: ActiveRun, { alive }: Pick<Toolbox, 'alive'>): Promise<boolean> {
  return (await alive(runner)) || (guardian !== undefined && (await alive(guardian)));
}
