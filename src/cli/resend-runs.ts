import { exitCodes } from '../domain/verdict.ts';
import { stateFolder } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { findConfig } from '../planning/find-config.ts';
import { notesIn } from '../record/deliveries.ts';
import { listRuns } from '../record/folder.ts';
import { openStateIfPossible } from '../record/tolerant-state.ts';
import { loadUndo } from '../record/undo-log.ts';
import { CommandFailed } from './problem.ts';
import { resend, type Known } from './resend.ts';
import { baseFolder, findRun } from './run-folder.ts';

/** Delivers what one run owes its sinks, or what all of this checkout owe; the exit code is 4 where something is still owed. */
export async function resendRuns(run: string | undefined): Promise<number> {
  const folders = run === undefined ? await listRuns(baseFolder()) : [await found(run)];
  const anyNote = (await Promise.all(folders.map(notesIn))).some((notes) => notes.size > 0);
  if (!anyNote) {
    program.print(run === undefined ? 'Nothing to send: no sink was told of any run here.' : `Nothing to send: no sink was told of run ${run}.`);
    return 0;
  }
  const done = await resend(folders, { knownTo, say: program.print }, run !== undefined);
  if (done) program.print('Nothing is owed any more.');
  return done ? 0 : exitCodes.refused;
}

async function found(run: string): Promise<string> {
  using state = openStateIfPossible(stateFolder());
  return await findRun(run, state);
}

/** The config found from where the experiment's was found; its folder stands in the undo record. Throws CommandFailed where it is wrong. */
async function knownTo(folder: string): Promise<Known> {
  const from = await loadUndo(folder).then(
    ({ header }) => header.folder,
    () => baseFolder(),
  );
  const found = findConfig(from, program.environment(), program.cwd());
  if (found.kind === 'invalid') throw new CommandFailed('Cannot send: the config is wrong.', found.text.trimEnd(), 2);
  if (found.kind === 'none') return { sinks: [], config: 'firedrill.config.yaml', secrets: [] };
  return { sinks: found.config.sinks, config: found.config.file, secrets: found.secrets };
}
