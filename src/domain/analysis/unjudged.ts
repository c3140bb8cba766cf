/**
 * Requests that were still on their way when a window closed. They are judged when they complete, too late for its pool;
 * without looking after them a target that hangs for less than its timeout would look perfect.
 */
import { emptyHistogram, mergeInto, valueAt } from '../histogram.ts';
import type { Sample } from '../sample.ts';
import type { Window } from '../window.ts';

/** Changed in place by `closeOver` and `settle`. */
export interface Unjudged {
  /** Overdue when the latest sample inside was taken: in flight for a whole sample and longer. */
  overdue: number;
  /** How old they were, at least. */
  ages: readonly (readonly [number, number])[];
  /** Failures since then, and what is still overdue: one of the two is what became of them. */
  failed: number;
  remaining: number;
}

export const noUnjudged = (): Unjudged => ({ overdue: 0, ages: [], failed: 0, remaining: 0 });

/** After a sample inside the window. */
export function closeOver(unjudged: Unjudged, sample: Sample): void {
  const overdue = overdueIn(sample);
  if (overdue === undefined) return;
  Object.assign(unjudged, { overdue, ages: agesIn(sample), failed: 0, remaining: overdue } satisfies Unjudged);
}

/** After a sample outside it: what fails now may have begun inside, until nothing old is left. */
export function settle(unjudged: Unjudged, sample: Sample): void {
  const remaining = overdueIn(sample);
  if (unjudged.remaining === 0 || remaining === undefined) return;
  if (sample.kind === 'good' && sample.pool?.kind === 'ratio') unjudged.failed += sample.pool.total - sample.pool.good;
  unjudged.remaining = remaining;
}

/** The window's number at worst, given what was still on its way; `undefined` where that says nothing new. */
export function worstCase({ pool }: Window, unjudged: Unjudged): number | undefined {
  if (pool?.kind === 'ratio') {
    const late = Math.min(unjudged.overdue, unjudged.failed + unjudged.remaining);
    return late === 0 ? undefined : pool.good / (pool.total + late);
  }
  if (pool?.kind !== 'histogram' || unjudged.ages.length === 0) return undefined;
  const histogram = emptyHistogram();
  mergeInto(histogram, [...pool.histogram.counts]);
  mergeInto(histogram, unjudged.ages);
  return valueAt(histogram, pool.quantile);
}

function overdueIn(sample: Sample): number | undefined {
  if (sample.kind === 'blind') return undefined;
  if (sample.kind === 'pending') return sample.waiting;
  return sample.pool?.kind === 'ratio' ? (sample.pool.overdue ?? 0) : 0;
}

function agesIn(sample: Sample): Unjudged['ages'] {
  return sample.kind === 'good' && sample.pool?.kind === 'histogram' ? (sample.pool.ages ?? []) : [];
}
