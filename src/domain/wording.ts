/** Conditions in words, with their limit in numbers: one wording for refusals, progress, verdict and report. */
import { limitOf, showBound, showCondition, type Comparator, type Condition } from './condition.ts';
import type { AbortCondition } from './experiment.ts';
import { show, showMs, type Dimension } from './units.ts';

/** `1 sample`, `3 samples`. */
export const several = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What must never go unread, in the same words everywhere. */
export const notRestored = (count: number): string => `${several(count, 'fault')} ${count === 1 ? 'is' : 'are'} NOT RESTORED`;

export const comparatorWords = (comparator: Comparator): string => comparator.replace('-', ' ');

/** `at most 156 ms (130 % of baseline or +50 ms)`; without a baseline the relative bound alone. */
export function showLimit(condition: Condition, dimension: Dimension, baseline: number | undefined): string {
  const limit = limitOf(condition.bound, baseline);
  const words = comparatorWords(condition.comparator);
  if (condition.bound.kind === 'absolute' || limit === undefined) return `${words} ${showBound(condition.bound, dimension)}`;
  return `${words} ${show(limit, dimension)} (${showBound(condition.bound, dimension)})`;
}

/** `must be at most 300 ms`, `must be 1`. */
export function showMust(condition: Condition, dimension: Dimension, baseline: number | undefined): string {
  return `must be ${showLimit(condition, dimension, baseline).replace(/^equals /, '')}`;
}

/** The condition with its limit in numbers: `p99 at most 156 ms (130 % of baseline or +50 ms)`. */
export function showWithLimit(condition: Condition, dimension: Dimension, baseline: number | undefined): string {
  if (condition.bound.kind === 'absolute') return showCondition(condition, dimension);
  return `${condition.sli} ${showLimit(condition, dimension, baseline)}`;
}

/** An abort condition without its SLI: `below 80 % for 2 s`. */
export function showAbort(abort: AbortCondition, dimension: Dimension, baseline?: number): string {
  return `${showLimit(abort.condition, dimension, baseline)}${showPatience(abort.patience)}`;
}

function showPatience(patience: AbortCondition['patience']): string {
  switch (patience.kind) {
    case 'at-once':
      return '';
    case 'for':
      return ` for ${showMs(patience.for)}`;
    case 'count':
      return ` in ${patience.count} of ${patience.of} samples`;
  }
}
