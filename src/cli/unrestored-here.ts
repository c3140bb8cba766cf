import { basename } from 'node:path';
import { listRuns } from '../record/folder.ts';
import { loadUndo } from '../record/undo-log.ts';
import type { Toolbox } from '../toolbox.ts';
import { isAlive } from './dead-runs.ts';
import { baseFolder } from './run-folder.ts';

/** The runs of this checkout that have ended and left something, by their own records: what is known where the shared state is not. */
export async function unrestoredHere(toolbox: Toolbox): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await listRuns(baseFolder()))
    if ((await mayHaveLeft(folder)) && !(await isAlive(basename(folder), toolbox))) found.push(basename(folder));
  return found;
}

/** A record that cannot be read does not say that nothing is left. */
function mayHaveLeft(folder: string): Promise<boolean> {
  return loadUndo(folder).then(
    ({ pending }) => pending.length > 0,
    () => true,
  );
}
