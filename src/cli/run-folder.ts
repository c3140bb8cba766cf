import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findConfigPath } from '../experiment/config-path.ts';
import { program } from '../platform/program.ts';
import type { State } from '../ports/state.ts';
import { runsFolder } from '../record/folder.ts';
import { CommandFailed } from './problem.ts';

/** The folder under which `.firedrill/` lies: that of the config, found upward from here; without one, here. */
export function baseFolder(from: string = program.cwd()): string {
  const config = findConfigPath(from, existsSync);
  return config === undefined ? from : dirname(config);
}

/** The folder of a run: of this checkout, or of any other that the shared state knows of. Throws CommandFailed where there is none. */
export async function findRun(run: string, state: State): Promise<string> {
  const here = join(runsFolder(baseFolder()), run);
  if (existsSync(here)) return here;
  const elsewhere = state.find(run)?.folder;
  if (elsewhere !== undefined) return elsewhere;
  const damage = state.damage();
  const hint =
    damage === undefined ? 'firedrill runs lists them.' : `Go to the checkout in which it ran: other checkouts cannot be asked, since ${damage.why}.`;
  throw new CommandFailed(`Cannot find run ${run}: it is not under ${runsFolder(baseFolder())}.`, hint, 2);
}
