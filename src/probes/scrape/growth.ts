/** Measures made of what counters grew by: a rate, one counter per another, a quantile. Each is fed once a sample. */
import type { Measurement } from '../../domain/sample.ts';
import type { Counters, Counted, Growth } from './counters.ts';
import { blind, combine, good, unfit, type Aggregate, type Measure, type Pages } from './measure.ts';
import { histogramQuantile } from './quantile.ts';
import type { Selector } from './selector.ts';
import type { Series } from './series.ts';

/** No growth is known before the second reading. */
const notYet: Measurement = { kind: 'pending', waiting: 0 };

/** Per second; `counters` must be forgetful, since each series is a column. */
export function rate(selector: Selector, aggregate: Aggregate, counters: Counters, scale: number): Measure {
  return (pages) => {
    const counted = count(pages, selector, (_series, id) => id);
    const refused = observe(counters, pages, counted, selector) ?? unfit(counted.length, selector, aggregate);
    const growth = counters.growth();
    if (refused !== undefined || growth === undefined) return refused ?? notYet;
    const rates = counted.map(({ column }) => growth.of(column) / growth.seconds);
    return good(combine(rates, aggregate) * scale, `the rate of ${selector.text}`);
  };
}

/** The value is that of the window; the pool is what came since the last good sample, so that nothing is added up twice or lost. */
export function ratio(above: Selector, below: Selector, counters: Counters, scale: number): Measure {
  let told = { above: 0, below: 0 };
  return (pages) => {
    const [ups, downs] = [count(pages, above, () => 'above'), count(pages, below, () => 'below')];
    const refused = observe(counters, pages, [...ups, ...downs], above, below) ?? unfit(ups.length, above, 'sum') ?? unfit(downs.length, below, 'sum');
    const growth = counters.growth();
    if (refused !== undefined || growth === undefined) return refused ?? notYet;
    if (growth.of('below') === 0) return stillness(growth, below);
    const now = { above: counters.total('above'), below: counters.total('below') };
    const pool = { kind: 'per', numerator: (now.above - told.above) * scale, denominator: now.below - told.below } as const;
    told = now;
    return { kind: 'good', value: (growth.of('above') / growth.of('below')) * scale, pool };
  };
}

/** `selector` names the buckets; those with the same bound are added up over all series and pages. */
export function quantile(selector: Selector, share: number, counters: Counters, scale: number): Measure {
  return (pages) => {
    const counted = count(pages, selector, ({ labels }) => String(bound(labels.get('le'))));
    const refused = observe(counters, pages, counted, selector) ?? unfit(counted.length, selector, 'sum');
    const growth = counters.growth();
    if (refused !== undefined || growth === undefined) return refused ?? notYet;
    const buckets = growth.columns.map((column) => ({ bound: Number(column), count: growth.of(column) })).filter((bucket) => !Number.isNaN(bucket.bound));
    if (!buckets.some(({ count }) => count > 0)) return stillness(growth, selector);
    return good(histogramQuantile(share, buckets) * scale, `the ${share} quantile of ${selector.text}`);
  };
}

const bound = (le: string | undefined): number => (le === '+Inf' ? Infinity : Number(le ?? Number.NaN));

function count({ pages }: Pages, selector: Selector, column: (series: Series, id: string) => string): readonly Counted[] {
  return pages.flatMap((page, number) =>
    page.select(selector).map((series) => {
      const id = `${number} ${selector.name} ${series.id}`;
      return { id, column: column(series, id), value: series.value };
    }),
  );
}

/** Feeds the counters, also where a metric is not on the pages yet: its later birth is then known to be one. Says why it cannot. */
function observe(counters: Counters, { at, pages }: Pages, counted: readonly Counted[], ...selectors: readonly Selector[]): Measurement | undefined {
  const wrong = selectors.flatMap(({ name }) => pages.map((page) => page.notCounter(name))).find((problem) => problem !== undefined);
  if (wrong !== undefined) return blind(wrong);
  const odd = counted.find(({ value }) => !Number.isFinite(value));
  if (odd !== undefined) return blind(`a series of ${selectors.map(({ text }) => text).join(' or ')} is ${odd.value}`);
  counters.observe(at, counted);
  return undefined;
}

/** Nothing was counted: no ratio and no quantile, and too early to say so before a whole window has been seen. */
function stillness(growth: Growth, selector: Selector): Measurement {
  return growth.whole ? blind(`${selector.text} did not grow within ${growth.seconds.toFixed(0)} s`) : notYet;
}
