import { basename } from 'node:path';
import type { Event } from '../domain/events.ts';
import type { StateDamaged } from '../domain/state-damaged.ts';
import { listRuns, readEvents } from '../record/folder.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { isAlive } from './dead-runs.ts';
import { removeDeadSockets } from './dead-sockets.ts';
import { baseFolder } from './run-folder.ts';

export interface RunLine {
  readonly run: string;
  readonly folder: string;
  readonly experiment: string;
  readonly started: string;
  /** An outcome, or `running`, or `died` where a run ended without a word. */
  readonly outcome: string;
  readonly because?: string;
}

/** Every run known here, the latest first, and why those of other checkouts are not, if so. */
export async function listAll(): Promise<{ readonly runs: readonly RunLine[]; readonly damage: StateDamaged | undefined }> {
  await removeDeadSockets();
  await using toolbox = createToolbox();
  const active = toolbox.state.active();
  const folders = new Set([...(await listRuns(baseFolder())), ...active.map(({ folder }) => folder)]);
  const lines = await Promise.all([...folders].map((folder) => lineOf(folder, toolbox)));
  const runs = lines.flatMap((line) => line ?? []).toSorted((a, b) => b.started.localeCompare(a.started));
  return { runs, damage: toolbox.state.damage() };
}

async function lineOf(folder: string, toolbox: Toolbox): Promise<RunLine | undefined> {
  const events = await readEvents(folder).catch((): readonly Event[] => []);
  const started = events.find((event) => event.kind === 'run.started');
  if (started === undefined) return undefined;
  const finished = events.findLast((event) => event.kind === 'run.finished');
  const verdict = events.findLast((event) => event.kind === 'verdict.reached')?.verdict;
  const run = basename(folder);
  const outcome = finished?.outcome ?? ((await isAlive(run, toolbox)) ? 'running' : 'died');
  const restoredSince =
    outcome === 'not restored' && toolbox.state.damage() === undefined && toolbox.state.find(run) === undefined
      ? { outcome: 'not restored (nothing is held for it any more)' }
      : { outcome };
  return {
    run,
    folder,
    experiment: started.experiment,
    started: started.wall,
    ...restoredSince,
    ...(verdict === undefined ? {} : { because: verdict.because }),
  };
}

export function showRuns(runs: readonly RunLine[]): string {
  if (runs.length === 0) return 'No runs yet.';
  const width = Math.max(...runs.map(({ experiment }) => experiment.length));
  return runs
    .map(
      ({ run, experiment, started, outcome, because }) =>
        `${run}  ${started.slice(0, 19).replace('T', ' ')}  ${experiment.padEnd(width)}  ${outcome}${because === undefined ? '' : ` — ${because}`}`,
    )
    .join('\n');
}
