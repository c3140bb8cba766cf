import type { Comparator } from '../domain/condition.ts';
import type { Dimension } from '../domain/units.ts';
import { covers, intersect, intervalOf, isEmpty, rangeOf, type Interval } from './interval.ts';

export interface Threshold {
  readonly comparator: Comparator;
  readonly limit: number;
}

/** Whether a value of this dimension can satisfy the condition, and can fail it. */
export function reach(dimension: Dimension, { comparator, limit }: Threshold): 'reachable' | 'never' | 'always' {
  const possible = rangeOf(dimension);
  const met = intersect(possible, intervalOf(comparator, limit));
  if (isEmpty(met)) return 'never';
  return covers(met, possible) ? 'always' : 'reachable';
}

/**
 * How an abort condition stands to the steady state of the same SLI:
 *
 * | steady state | abort | |
 * |---|---|---|
 * | at-least 99.9% | below 99.9% | none: one begins where the other ends |
 * | at-least 99.9% | below 99.95% | overlap: 99.92 % is steady and aborts |
 * | at-most 300ms | below 10ms | none: steady state says nothing about that side |
 * | at-least 99.9% | above 80% | always: whatever is steady aborts |
 * | equals 0 | at-most 0 | always |
 */
export function conflict(steady: readonly Threshold[], abort: Threshold): 'none' | 'overlap' | 'always' {
  const good = allOf(steady);
  const bad = intervalOf(abort.comparator, abort.limit);
  if (good === undefined || isEmpty(good) || isEmpty(intersect(good, bad))) return 'none';
  if (covers(bad, good)) return 'always';
  return facing(good, bad) ? 'overlap' : 'none';
}

/** The values that satisfy all thresholds; `undefined` without any. */
function allOf(thresholds: readonly Threshold[]): Interval | undefined {
  const intervals = thresholds.map(({ comparator, limit }) => intervalOf(comparator, limit));
  return intervals.length === 0 ? undefined : intervals.reduce(intersect);
}

/** Steady state guards the side from which the abort comes. */
const facing = (good: Interval, bad: Interval): boolean =>
  (Number.isFinite(good.low) && Number.isFinite(bad.high)) || (Number.isFinite(good.high) && Number.isFinite(bad.low));
