import { exitCodes } from '../domain/verdict.ts';
import { stateFolder } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { findConfig } from '../planning/find-config.ts';
import { notesIn } from '../record/deliveries.ts';
import { listRuns } from '../record/folder.ts';
import { openStateIfPossible } from '../record/tolerant-state.ts';
import { CommandFailed } from './problem.ts';
import { resend, type Resending } from './resend.ts';
import { baseFolder, findRun } from './run-folder.ts';

/** Delivers what one run owes its sinks, or what all of this checkout owe; the exit code is 4 where something is still owed. */
export async function resendRuns(run: string | undefined): Promise<number> {
  const folders = run === undefined ? await listRuns(baseFolder()) : [await found(run)];
  const anyNote = (await Promise.all(folders.map(notesIn))).some((notes) => notes.size > 0);
  if (!anyNote) {
    program.print(run === undefined ? 'Nothing to send: no sink was told of any run here.' : `Nothing to send: no sink was told of run ${run}.`);
    return 0;
  }
  const done = await resend(folders, sinksHere(), run !== undefined);
  if (done) program.print('Nothing is owed any more.');
  return done ? 0 : exitCodes.refused;
}

async function found(run: string): Promise<string> {
  using state = openStateIfPossible(stateFolder());
  return await findRun(run, state);
}

/** The sinks as the config says them now: where a receiver has moved, it is told where it is. */
function sinksHere(): Resending {
  const config = findConfig(baseFolder(), program.environment(), program.cwd());
  if (config.kind === 'invalid') throw new CommandFailed(`Cannot send: the config is wrong.`, config.text.trimEnd(), 2);
  if (config.kind === 'none') return { sinks: [], config: 'firedrill.config.yaml', secrets: [], say: program.print };
  return { sinks: config.config.sinks, config: config.config.file, secrets: config.secrets, say: program.print };
}
