/** What can be compared from run to run: the time to recover, the time from a halt until everything is out, and how bad each SLI got. */
import type { Dimension } from '../units.ts';
import type { Outcome } from '../verdict.ts';
import { changesOf, type Change, type Level, type Point } from './changes.ts';
import { refOf, type Numbered } from './run-ref.ts';
import type { RememberedSli, RunSummary } from './run-summary.ts';

export interface Measure {
  readonly kind: 'recovery' | 'halt' | 'sli';
  /** Of the SLI; of the others what they are called. */
  readonly name: string;
  readonly dimension: Dimension;
  readonly worse: 'low' | 'high';
  readonly points: readonly Point[];
  readonly changes: readonly Change[];
}

/** Those that injected, and lack no evidence: what the others measured is another thing. */
const comparable: ReadonlySet<Outcome> = new Set(['held', 'refuted', 'aborted', 'not restored']);

export function measuresOf(runs: readonly Numbered[]): readonly Measure[] {
  const compared = runs.filter(({ summary }) => !summary.rehearsal && comparable.has(summary.outcome));
  const all = [
    measure({ kind: 'recovery', name: 'time to recover', dimension: 'duration', worse: 'high' }, compared, recoveryOf),
    measure({ kind: 'halt', name: 'halt → restored', dimension: 'duration', worse: 'high' }, compared, haltOf),
    ...slisOf(compared).map((sli) =>
      measure({ kind: 'sli', name: sli.name, dimension: sli.dimension, worse: sli.worse }, compared, (run) => worstOf(run, sli)),
    ),
  ];
  return all.filter(({ points }) => points.length > 0);
}

function measure(
  about: Pick<Measure, 'kind' | 'name' | 'dimension' | 'worse'>,
  runs: readonly Numbered[],
  read: (run: RunSummary) => Level | undefined,
): Measure {
  const points = runs.flatMap((one) => {
    const level = read(one.summary);
    return level === undefined ? [] : [{ ...refOf(one), ...level }];
  });
  return { ...about, points, changes: changesOf(points, about.worse) };
}

function recoveryOf({ recovery }: RunSummary): Level | undefined {
  if (recovery === undefined) return undefined;
  return 'took' in recovery ? { value: recovery.took, beyond: false } : { value: recovery.missedAfter, beyond: true };
}

/** A halt in recovery finds everything out already, and took no time. */
function haltOf({ halt }: RunSummary): Level | undefined {
  if (halt?.restoredAt === undefined || halt.restoredAt < halt.decidedAt) return undefined;
  return { value: halt.restoredAt - halt.decidedAt, beyond: false };
}

type Sided = RememberedSli & { readonly worse: 'low' | 'high' };

const isSided = (sli: RememberedSli): sli is Sided => sli.worse !== undefined;

/** Each SLI that has a worse side, as the latest run that knows it says. */
function slisOf(runs: readonly Numbered[]): readonly Sided[] {
  const latestFirst = runs.toReversed().flatMap(({ summary }) => summary.slis.filter(isSided));
  return [...new Map(latestFirst.toReversed().map((sli) => [sli.name, sli])).values()];
}

/** Its minimum where low is worse, its maximum where high is. A run in which it had another unit or side measured something else. */
function worstOf({ slis }: RunSummary, { name, dimension, worse }: Sided): Level | undefined {
  const sli = slis.find((one) => one.name === name && one.dimension === dimension && one.worse === worse);
  const value = worse === 'low' ? sli?.min : sli?.max;
  return value === undefined ? undefined : { value, beyond: false };
}
