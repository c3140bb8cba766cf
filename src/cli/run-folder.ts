import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { program } from '../platform/program.ts';
import type { State } from '../ports/state.ts';
import { runsFolder } from '../record/folder.ts';
import { CommandFailed } from './problem.ts';

const configNames = ['firedrill.config.yaml', 'firedrill.config.yml', 'firedrill.config.json'];

/** The folder under which `.firedrill/` lies: that of the config, found upward from here; without one, here. */
export function baseFolder(from: string = program.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (configNames.some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return from;
  }
}

/** The folder of a run: of this checkout, or of any other that the shared state knows of. Throws CommandFailed where there is none. */
export async function findRun(run: string, state: State): Promise<string> {
  const here = join(runsFolder(baseFolder()), run);
  if (existsSync(here)) return here;
  const elsewhere = state.find(run)?.folder;
  if (elsewhere !== undefined) return elsewhere;
  throw new CommandFailed(`Cannot find run ${run}: it is not under ${runsFolder(baseFolder())}.`, 'firedrill runs lists them.', 2);
}
