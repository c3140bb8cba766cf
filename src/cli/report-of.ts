import { stateFolder } from '../platform/places.ts';
import { openStateIfPossible } from '../record/tolerant-state.ts';
import { CommandFailed } from './problem.ts';
import { findRun } from './run-folder.ts';
import { writeReports } from './write-reports.ts';

/** Writes the reports of a run again, and gives one of them, or where they are. Throws CommandFailed where no run is named, or none of that name is found. */
export async function reportOf(run: string | undefined, format: 'md' | 'json' | 'path'): Promise<string> {
  if (run === undefined) throw new CommandFailed('Cannot report: no run is named.', 'firedrill runs lists them: firedrill report <run>', 2);
  using state = openStateIfPossible(stateFolder());
  const folder = await findRun(run, state);
  const reports = await writeReports(folder);
  return format === 'path' ? folder : reports[format].trimEnd();
}
