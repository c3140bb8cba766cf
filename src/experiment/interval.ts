import type { Comparator } from '../domain/condition.ts';
import type { Dimension } from '../domain/units.ts';

/** The values that satisfy a condition, as an interval. */
export interface Interval {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

const everything: Interval = { low: -Infinity, lowOpen: true, high: Infinity, highOpen: true };

export function intervalOf(comparator: Comparator, limit: number): Interval {
  switch (comparator) {
    case 'at-least':
      return { ...everything, low: limit, lowOpen: false };
    case 'above':
      return { ...everything, low: limit, lowOpen: true };
    case 'at-most':
      return { ...everything, high: limit, highOpen: false };
    case 'below':
      return { ...everything, high: limit, highOpen: true };
    case 'equals':
      return { low: limit, lowOpen: false, high: limit, highOpen: false };
  }
}

/** What an SLI of this dimension can measure at all. A rate or a plain number may be negative. */
export function rangeOf(dimension: Dimension): Interval {
  if (dimension === 'ratio') return { low: 0, lowOpen: false, high: 1, highOpen: false };
  return dimension === 'duration' || dimension === 'size' ? { ...everything, low: 0, lowOpen: false } : everything;
}

export function intersect(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  const open = (side: 'low' | 'high', at: number): boolean => (a[side] === at && a[`${side}Open`]) || (b[side] === at && b[`${side}Open`]);
  return { low, lowOpen: open('low', low), high, highOpen: open('high', high) };
}

export const isEmpty = ({ low, lowOpen, high, highOpen }: Interval): boolean => low > high || (low === high && (lowOpen || highOpen));

/** Whether every value of `inner` lies in `outer`. */
export function covers(outer: Interval, inner: Interval): boolean {
  const lowFits = outer.low < inner.low || (outer.low === inner.low && (!outer.lowOpen || inner.lowOpen));
  const highFits = outer.high > inner.high || (outer.high === inner.high && (!outer.highOpen || inner.highOpen));
  return isEmpty(inner) || (lowFits && highFits);
}
