/** What a cursor learns of its load from one sample to the next, and how that becomes a measurement. Pure; latencies in ms. */
import { emptyHistogram, mergeInto, valueAt } from '../../domain/histogram.ts';
import type { Measurement } from '../../domain/sample.ts';
import { ms } from '../../domain/units.ts';
import { quantileOf, type Measure } from './measures.ts';

/** [latency in ms, count], latencies ascending. */
export type Counts = readonly (readonly [number, number])[];

export interface Reading {
  /** Both on the generator's own clock, ms. */
  readonly from: number;
  readonly to: number;
  /** Requests judged in between: completed, timed out, or turned away. */
  readonly total: number;
  readonly good: number;
  /** Of the total, those that the in-flight cap turned away. */
  readonly dropped: number;
  /** Requests in flight at the end. */
  readonly waiting: number;
  /** Of those, the ones in flight since before the start. */
  readonly overdue: number;
  /** Latencies of the total, and the ages of the overdue; empty for a cursor that reads no latencies. */
  readonly counts: Counts;
  readonly ages: Counts;
  /** The generator itself was late. */
  readonly saturated: boolean;
  /** How long it was on its way to whoever asked, ms; absent where it came at once. */
  readonly behind?: number;
}

type Known = Exclude<Measurement, { readonly kind: 'blind' }>;

/** Two readings that follow each other, as one. */
export function join(first: Reading | undefined, second: Reading): Reading {
  if (first === undefined) return second;
  return {
    ...second,
    from: first.from,
    total: first.total + second.total,
    good: first.good + second.good,
    dropped: first.dropped + second.dropped,
    counts: merge(first.counts, second.counts),
    saturated: first.saturated || second.saturated,
  };
}

/** What a reading says about one measure. */
export function measurementOf(measure: Measure, reading: Reading): Measurement {
  const measured = { ...valueOf(measure, reading), ...(reading.saturated ? { saturated: true as const } : {}) };
  return measured.kind === 'good' && reading.behind !== undefined ? { ...measured, behind: ms(reading.behind) } : measured;
}

function valueOf(measure: Measure, reading: Reading): Known {
  switch (measure) {
    case 'success-ratio':
      return successRatio(reading);
    case 'rate':
      return throughput(reading);
    case 'dropped':
      return { kind: 'good', value: reading.dropped };
    case 'p50':
    case 'p75':
    case 'p90':
    case 'p95':
    case 'p99':
    case 'p99.9':
    case 'max':
      return latency(quantileOf(measure), reading);
  }
}

function successRatio({ good, total, waiting, overdue }: Reading): Known {
  if (total === 0) return { kind: 'pending', waiting };
  return { kind: 'good', value: good / total, pool: { kind: 'ratio', good, total, ...(overdue === 0 ? {} : { overdue }) } };
}

function throughput({ from, to, total, good, overdue, waiting }: Reading): Known {
  return to <= from || total + overdue === 0 ? { kind: 'pending', waiting } : { kind: 'good', value: (good * 1000) / (to - from) };
}

// The ages make a hung target show as a rising latency; the pool counts a request once, when it is judged.
function latency(quantile: number, { counts, ages, waiting }: Reading): Known {
  const histogram = emptyHistogram();
  mergeInto(histogram, counts);
  mergeInto(histogram, ages);
  const value = valueAt(histogram, quantile);
  if (value === undefined) return { kind: 'pending', waiting };
  return { kind: 'good', value, pool: { kind: 'histogram', quantile, counts, ...(ages.length === 0 ? {} : { ages }) } };
}

function merge(first: Counts, second: Counts): Counts {
  const histogram = emptyHistogram();
  mergeInto(histogram, first);
  mergeInto(histogram, second);
  return [...histogram.counts].sort(([one], [other]) => one - other);
}
