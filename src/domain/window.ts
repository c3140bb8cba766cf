/** Many samples of one SLI become one number. Counts are added and histograms merged as they come: no sample is kept. */
import type { Aggregate } from './condition.ts';
import { countUp, emptyCounter, type Counter } from './counter.ts';
import { emptyHistogram, mergeInto, valueAt, type Histogram } from './histogram.ts';
import type { Measurement, Pool } from './sample.ts';

type Sum =
  | { readonly kind: 'ratio'; good: number; total: number }
  | { readonly kind: 'histogram'; quantile: number; readonly histogram: Histogram }
  | { readonly kind: 'per'; numerator: number; denominator: number };

/** An accumulator, changed in place by `addSample`. */
export interface Window {
  count: number;
  sum: number;
  max: number;
  min: number;
  last: number | undefined;
  readonly counter: Counter;
  pool: Sum | undefined;
}

export type WindowValue = { readonly value: number } | { readonly none: string };

export function emptyWindow(): Window {
  return { count: 0, sum: 0, max: -Infinity, min: Infinity, last: undefined, counter: emptyCounter(), pool: undefined };
}

/** Adds one sample in place and returns the same window; what is blind or pending has no number and adds nothing. */
export function addSample(window: Window, sample: Measurement): Window {
  if (sample.kind !== 'good') return window;
  window.count += 1;
  window.sum += sample.value;
  window.max = Math.max(window.max, sample.value);
  window.min = Math.min(window.min, sample.value);
  window.last = sample.value;
  countUp(window.counter, sample);
  if (sample.pool !== undefined) window.pool = addPool(window.pool, sample.pool);
  return window;
}

function addPool(sum: Sum | undefined, pool: Pool): Sum {
  const into = sum?.kind === pool.kind ? sum : startSum(pool);
  if (into.kind === 'ratio' && pool.kind === 'ratio') {
    into.good += pool.good;
    into.total += pool.total;
  } else if (into.kind === 'histogram' && pool.kind === 'histogram') {
    mergeInto(into.histogram, pool.counts);
  } else if (into.kind === 'per' && pool.kind === 'per') {
    into.numerator += pool.numerator;
    into.denominator += pool.denominator;
  }
  return into;
}

function startSum(pool: Pool): Sum {
  switch (pool.kind) {
    case 'ratio':
      return { kind: 'ratio', good: 0, total: 0 };
    case 'histogram':
      return { kind: 'histogram', quantile: pool.quantile, histogram: emptyHistogram() };
    case 'per':
      return { kind: 'per', numerator: 0, denominator: 0 };
  }
}

/** The window's one number, or why there is none; an empty window has none, never zero. */
export function valueOf(window: Window, as: Aggregate): WindowValue {
  if (window.count === 0 || window.last === undefined) return { none: 'no good sample' };
  switch (as) {
    case 'pooled':
      return pooled(window.pool);
    case 'mean':
      return { value: window.sum / window.count };
    case 'max':
      return { value: window.max };
    case 'min':
      return { value: window.min };
    case 'last':
      return { value: window.last };
    case 'increase':
      return { value: window.counter.increase };
  }
}

function pooled(sum: Sum | undefined): WindowValue {
  switch (sum?.kind) {
    case undefined:
      return { none: 'its samples carry no counts to add up' };
    case 'ratio':
      return sum.total === 0 ? { none: 'no request was judged' } : { value: sum.good / sum.total };
    case 'histogram':
      return found(valueAt(sum.histogram, sum.quantile));
    case 'per':
      return sum.denominator === 0 ? { none: 'the counter it is divided by did not increase' } : { value: sum.numerator / sum.denominator };
  }
}

const found = (value: number | undefined): WindowValue => (value === undefined ? { none: 'no request was judged' } : { value });
