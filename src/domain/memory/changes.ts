/** The changes of one measure over its runs, as levels before and after. */
import type { RunRef } from './run-ref.ts';
import { median } from './ranks.ts';
import { shiftsIn } from './shift.ts';

/** A number; `beyond` where the run ended before it was known, so that it is at least this. */
export interface Level {
  readonly value: number;
  readonly beyond: boolean;
}

export interface Point extends RunRef, Level {}

/** The level of a measure is another since a run; `until` is the last run of it where another change came later. */
export interface Change {
  readonly from: Level;
  readonly to: Level;
  readonly since: RunRef;
  readonly until?: RunRef;
  readonly sense: 'better' | 'worse';
  /** How many runs there are on both sides. */
  readonly runs: readonly [before: number, after: number];
}

/** Between each two changes the level is the median. */
export function changesOf(points: readonly Point[], worse: 'low' | 'high'): readonly Change[] {
  const starts = shiftsIn(points.map(({ value }) => value)).map(({ at }) => at);
  const bounds = [0, ...starts, points.length];
  const pieces = bounds.slice(1).map((end, index) => points.slice(bounds[index], end));
  return pieces.slice(1).flatMap((after, index) => changeBetween(pieces[index] ?? [], after, worse, index + 2 < pieces.length));
}

function changeBetween(before: readonly Point[], after: readonly Point[], worse: 'low' | 'high', ended: boolean): readonly Change[] {
  const [from, to] = [levelOf(before), levelOf(after)];
  const [first, last] = [after[0], after.at(-1)];
  if (first === undefined || last === undefined || from.value === to.value) return [];
  const until = ended ? { until: nameOf(last) } : {};
  const sense = to.value > from.value === (worse === 'high') ? 'worse' : 'better';
  return [{ from, to, since: nameOf(first), ...until, sense, runs: [before.length, after.length] }];
}

const nameOf = ({ n, run, started }: Point): RunRef => ({ n, run, started });

/** The median; beyond what is known where as many runs as not are. */
export function levelOf(points: readonly Level[]): Level {
  const beyond = points.filter((point) => point.beyond).length;
  return { value: median(points.map(({ value }) => value)), beyond: points.length > 0 && beyond * 2 >= points.length };
}
