/** What all measures share: pages in, one measurement out. */
import type { Measurement } from '../../domain/sample.ts';
import type { Ms } from '../../domain/units.ts';
import type { ScrapeSpec } from './kind.ts';
import type { Selector } from './selector.ts';
import type { Exposition } from './series.ts';

/** All pages of an SLI as they are now; `at` is the time of the youngest. */
export interface Pages {
  readonly at: Ms;
  readonly pages: readonly Exposition[];
}

export type Measure = (pages: Pages) => Measurement;
export type Aggregate = ScrapeSpec['aggregate'];

export const blind = (reason: string): Measurement => ({ kind: 'blind', reason });

/** NaN and ±Inf are no value to judge. */
export const good = (value: number, what: string): Measurement => (Number.isFinite(value) ? { kind: 'good', value } : blind(`${what} is ${value}`));

/** Why so many series cannot become one number; `undefined` where they can. */
export function unfit(found: number, selector: Selector, aggregate: Aggregate): Measurement | undefined {
  if (found === 0) return blind(`no series matches ${selector.text}`);
  return found > 1 && aggregate === undefined ? blind(`${found} series match ${selector.text}: say aggregate, or select one`) : undefined;
}

export function combine(values: readonly number[], aggregate: Aggregate): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregate) {
    case 'max':
      return Math.max(...values);
    case 'min':
      return Math.min(...values);
    case 'mean':
      return sum / values.length;
    case 'sum':
    case undefined:
      return sum;
  }
}

/** A series' value as it stands: a gauge, or the raw count of a counter. */
export function gauge(selector: Selector, aggregate: Aggregate, scale: number): Measure {
  return ({ pages }) => {
    const values = pages.flatMap((page) => page.select(selector)).map(({ value }) => value);
    return unfit(values.length, selector, aggregate) ?? good(combine(values, aggregate) * scale, selector.text);
  };
}
