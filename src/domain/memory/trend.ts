/** One experiment over its runs: how each ended, what it measured, and since when that is another. Runs of different environments are never compared. */
import { environmentOf } from './failures.ts';
import { measuresOf, type Measure } from './measures.ts';
import { refOf, type RunRef } from './run-ref.ts';
import type { RunSummary } from './run-summary.ts';
import type { Outcome } from '../verdict.ts';

export interface Trend {
  readonly experiment: string;
  /** One an environment, the one that ran last first. */
  readonly environments: readonly EnvironmentTrend[];
}

export interface EnvironmentTrend {
  readonly environment: string;
  readonly runs: readonly TrendRun[];
  readonly measures: readonly Measure[];
  /** The latest run that held, if any did. */
  readonly lastHeld?: RunRef;
}

export interface TrendRun extends RunRef {
  readonly outcome: Outcome;
  readonly because: string;
  readonly rehearsal: boolean;
  /** What its file says otherwise than that of the run before, in words; empty where nothing. */
  readonly edits: readonly string[];
}

/**
 * @param runs of one experiment, in any order
 * @param since ISO 8601: earlier runs keep their numbers, and are neither shown nor compared
 */
export function trendOf(experiment: string, runs: readonly RunSummary[], since = ''): Trend {
  const ordered = runs.toSorted((a, b) => (a.started < b.started ? -1 : Number(a.started > b.started)));
  const environments = [...Map.groupBy(ordered, environmentOf)]
    .map(([environment, all]) => environmentTrend(environment, all, since))
    .filter((one) => one.runs.length > 0)
    .toSorted((a, b) => (lastOf(a) < lastOf(b) ? 1 : -1));
  return { experiment, environments };
}

const lastOf = ({ runs }: EnvironmentTrend): string => runs.at(-1)?.started ?? '';

function environmentTrend(environment: string, all: readonly RunSummary[], since: string): EnvironmentTrend {
  const numbered = all.map((summary, index) => ({ n: index + 1, summary }));
  const shown = numbered.filter(({ summary }) => summary.started >= since);
  const runs = shown.map(({ n, summary }) => trendRun(n, summary, judgedBefore(all, n)));
  const held = shown.findLast(({ summary }) => summary.outcome === 'held' && !summary.rehearsal);
  return { environment, runs, measures: measuresOf(shown), ...(held === undefined ? {} : { lastHeld: refOf(held) }) };
}

/** The run before that says what its file expected. */
const judgedBefore = (all: readonly RunSummary[], n: number): RunSummary | undefined =>
  all.slice(0, n - 1).findLast(({ expectations }) => expectations.length > 0);

function trendRun(n: number, summary: RunSummary, before: RunSummary | undefined): TrendRun {
  const { outcome, because, rehearsal } = summary;
  const edits = before === undefined || summary.expectations.length === 0 ? [] : editsBetween(before, summary);
  return { ...refOf({ n, summary }), outcome, because, rehearsal, edits };
}

interface Condition {
  readonly id: string;
  readonly key: string;
  readonly written: string;
}

/** By the last of its path: by hand, by a schedule and on another machine the same file is called by other paths. */
const nameOf = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

function editsBetween(before: RunSummary, after: RunSummary): readonly string[] {
  const file = nameOf(before.file) === nameOf(after.file) ? [] : [`file ${before.file} → ${after.file}`];
  return [...file, ...changesOf([...before.expectations, ...before.aborts], [...after.expectations, ...after.aborts])];
}

function changesOf(before: readonly Condition[], after: readonly Condition[]): readonly string[] {
  const gone = before.filter(({ key }) => !after.some((one) => one.key === key));
  const come = after.filter(({ key }) => !before.some((one) => one.key === key));
  const place = ({ id }: Condition): string => id;
  const moved = gone.flatMap((old) => come.filter((one) => place(one) === place(old)).map((one) => editWords(old, one)));
  const dropped = gone.filter((old) => !come.some((one) => place(one) === place(old))).map(({ written }) => `no longer: ${written}`);
  const added = come.filter((one) => !gone.some((old) => place(old) === place(one))).map(({ written }) => `new: ${written}`);
  return [...moved, ...dropped, ...added];
}

/** What is judged may change where the words stay: the steady state that a recovery waits for, the aggregate of a condition. */
export function editWords({ id, written }: Pick<Condition, 'id' | 'written'>, to: Pick<Condition, 'written'>): string {
  if (written !== to.written) return `${written} → ${to.written}`;
  return `${written}${id === 'recovery' ? ', but of another steady state' : ', but judged in another way'}`;
}
