import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Event } from '../domain/events.ts';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import type { RunQuery } from '../ports/store.ts';
import { listRuns, readEvents } from '../record/folder.ts';
import { CannotRemember } from '../store/cannot-remember.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { isAlive } from './dead-runs.ts';
import { mayRemember, openMemory } from './remember.ts';
import { baseFolder } from './run-folder.ts';

export interface RunLine {
  readonly run: string;
  /** Absent for a run of another machine. */
  readonly folder?: string;
  readonly experiment: string;
  readonly started: string;
  /** An outcome, or `running`, or `died` where a run ended without a word. */
  readonly outcome: string;
  readonly because?: string;
}

export interface Listing {
  readonly runs: readonly RunLine[];
  /** What could not be asked, and what to do about it. */
  readonly troubles: readonly string[];
}

/** The runs that the store knows, and those of this machine that have not ended; the latest first. Where the store cannot be used, those of this checkout. */
export async function listAll(query: RunQuery): Promise<Listing> {
  await using toolbox = createToolbox();
  const active = new Map(toolbox.state.active().map(({ run, folder }) => [run, folder]));
  const folders = new Map([...(await listRuns(baseFolder())).map((folder) => [basename(folder), folder] as const), ...active]);
  const { remembered, known, trouble } = await ask(query, [...folders.keys()]);
  const ended = remembered.map((run) => endedLine(run, folders.get(run.run), toolbox));
  const others = await Promise.all([...folders].flatMap(([run, folder]) => (known.has(run) ? [] : [lineOf(folder, toolbox)])));
  const runs = [...ended, ...others.flatMap((line) => line ?? []).filter((line) => fits(line, query))];
  const damage = toolbox.state.damage();
  const elsewhere = damage && `Runs of other checkouts are not listed: the state of this user cannot be used: ${damage.why}.\n  ${damage.hint}`;
  return {
    runs: runs.toSorted((a, b) => b.started.localeCompare(a.started)).slice(0, query.limit),
    troubles: [elsewhere, trouble].flatMap((one) => one ?? []),
  };
}

interface Answer {
  readonly remembered: readonly RunSummary[];
  readonly known: ReadonlySet<string>;
  readonly trouble?: string;
}

async function ask(query: RunQuery, runs: readonly string[]): Promise<Answer> {
  if (!mayRemember(baseFolder())) return { remembered: [], known: new Set() };
  try {
    await using store = await openMemory();
    const remembered = await store.runs(query);
    return { remembered, known: new Set((await store.known(runs)).keys()) };
  } catch (error) {
    if (!(error instanceof CannotRemember)) throw error;
    return {
      remembered: [],
      known: new Set(),
      trouble: `Only runs of this machine are listed, by their folders: the store cannot be used: ${error.why.replace(/\.$/, '')}.\n  ${error.hint}`,
    };
  }
}

const fits = ({ experiment, started }: RunLine, query: RunQuery): boolean =>
  (query.experiment === undefined || experiment === query.experiment) && (query.since === undefined || started >= query.since);

function endedLine({ run, experiment, started, outcome, because }: RunSummary, folder: string | undefined, toolbox: Toolbox): RunLine {
  const here = folder === undefined || !existsSync(folder) ? {} : { folder };
  return { run, ...here, experiment, started, outcome: folder === undefined ? outcome : sinceRestored(run, outcome, toolbox), because };
}

/** Where its last word is *not restored*, and its record says no more: whether anything is still held for it. */
function sinceRestored(run: string, outcome: string, { state }: Toolbox): string {
  const gone = outcome === 'not restored' && state.damage() === undefined && state.find(run) === undefined;
  return gone ? 'not restored (nothing is held for it any more)' : outcome;
}

async function lineOf(folder: string, toolbox: Toolbox): Promise<RunLine | undefined> {
  const events = await readEvents(folder).catch((): readonly Event[] => []);
  const started = events.find((event) => event.kind === 'run.started');
  if (started === undefined) return undefined;
  const finished = events.findLast((event) => event.kind === 'run.finished');
  const verdict = events.findLast((event) => event.kind === 'verdict.reached')?.verdict;
  const run = basename(folder);
  const outcome = finished?.outcome ?? ((await isAlive(run, toolbox)) ? 'running' : 'died');
  return {
    run,
    folder,
    experiment: started.experiment,
    started: started.wall,
    outcome: sinceRestored(run, outcome, toolbox),
    ...(verdict === undefined ? {} : { because: verdict.because }),
  };
}

export function showRuns(runs: readonly RunLine[], { experiment, since }: RunQuery): string {
  if (runs.length === 0) return experiment === undefined && since === undefined ? 'No runs yet.' : 'No such runs.';
  const width = Math.max(...runs.map(({ experiment }) => experiment.length));
  return runs
    .map(
      ({ run, experiment, started, outcome, because }) =>
        `${run}  ${started.slice(0, 19).replace('T', ' ')}  ${experiment.padEnd(width)}  ${outcome}${because === undefined ? '' : ` — ${because}`}`,
    )
    .join('\n');
}
