import { show, type Dimension } from './units.ts';

export type Comparator = 'at-least' | 'at-most' | 'above' | 'below' | 'equals';

/** The number a value is held against: as written, or relative to the baseline with a slack in the SLI's unit. */
export type Bound = { readonly kind: 'absolute'; readonly value: number } | { readonly kind: 'relative'; readonly ratio: number; readonly slack?: number };

/** How the samples of a window become one number. */
export type Aggregate = 'pooled' | 'mean' | 'max' | 'min' | 'last' | 'increase';

export interface Condition {
  readonly sli: string;
  readonly comparator: Comparator;
  readonly bound: Bound;
  readonly as: Aggregate;
}

/** Whether a value satisfies the comparator; NaN satisfies nothing. */
export function compare(comparator: Comparator, value: number, limit: number): boolean {
  switch (comparator) {
    case 'at-least':
      return value >= limit;
    case 'at-most':
      return value <= limit;
    case 'above':
      return value > limit;
    case 'below':
      return value < limit;
    case 'equals':
      return value === limit;
  }
}

/**
 * The limit in numbers, given the SLI's baseline: of "130% of baseline or +50ms" the larger of the two, of "80% of baseline or -20/s"
 * the smaller. The sign decides and not the comparator: in an abort that names the bad values, the lenient side is the other one.
 * `undefined` where it cannot be said: no baseline, or relative to zero without a slack.
 */
export function limitOf(bound: Bound, baseline: number | undefined): number | undefined {
  if (bound.kind === 'absolute') return bound.value;
  if (baseline === undefined || (baseline === 0 && bound.slack === undefined)) return undefined;
  const relative = baseline * bound.ratio;
  if (bound.slack === undefined) return relative;
  const slackened = baseline + bound.slack;
  return bound.slack < 0 ? Math.min(relative, slackened) : Math.max(relative, slackened);
}

/** The condition as one reads it aloud: `p99 at most 130 % of baseline or +50 ms`. */
export function showCondition(condition: Condition, dimension: Dimension): string {
  return `${condition.sli} ${condition.comparator.replace('-', ' ')} ${showBound(condition.bound, dimension)}`;
}

export function showBound(bound: Bound, dimension: Dimension): string {
  if (bound.kind === 'absolute') return show(bound.value, dimension);
  const slack = bound.slack === undefined ? '' : ` or ${bound.slack < 0 ? '-' : '+'}${show(Math.abs(bound.slack), dimension)}`;
  return `${show(bound.ratio, 'ratio')} of baseline${slack}`;
}
