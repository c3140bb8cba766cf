/** One metric from one or several metrics pages, without a Prometheus in between: the part that decides. */
import { z } from 'zod';
import { address, isHttp } from '../../domain/address.ts';
import { duration } from '../../domain/fields.ts';
import { ms, showMs, type Ms } from '../../domain/units.ts';
import type { ProbeContext, ProbeKind } from '../../ports/probe.ts';
import { parseSelector } from './selector.ts';

export type ScrapeSpec = {
  readonly scrape: string | readonly string[];
  readonly metric: string;
  readonly aggregate?: 'sum' | 'max' | 'min' | 'mean';
  readonly over?: Ms;
  readonly per?: string;
  readonly quantile?: number;
};

const anAddress = 'expected an address such as http://127.0.0.1:8081/metrics';
const page = z.string({ error: anAddress }).refine(isHttp, { error: anAddress });
const source = z.string().refine((text) => !text.includes('://') || isHttp(text), { error: anAddress });
const selector = z
  .string({ error: 'expected a metric such as orders_queued or circuit_open{dependency="payments"}' })
  .refine((text) => parseSelector(text) !== undefined, { error: 'expected a metric such as orders_queued or circuit_open{dependency="payments"}' });

const schema = z
  .strictObject({
    scrape: z
      .union([source, z.array(page).min(1)], { error: `expected a name from scrapes, an address or a list of addresses` })
      .describe('A name from `scrapes`, an address, or several'),
    metric: selector.describe('The metric, with labels as in PromQL'),
    aggregate: z.enum(['sum', 'max', 'min', 'mean']).exactOptional().describe('How several series become one number; without it several are blind'),
    over: duration({ min: 1000, max: 3_600_000 }).exactOptional().describe('Of a counter: its rate per second over this window'),
    per: selector.exactOptional().describe('Growth of `metric` divided by the growth of this counter, over `over`'),
    quantile: z
      .number({ error: 'expected a share between 0 and 1' })
      .min(0)
      .max(1)
      .exactOptional()
      .describe('This quantile of the histogram `metric`, over `over`'),
  })
  .superRefine((spec, context) => {
    const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
    const grows = spec.per === undefined ? (spec.quantile === undefined ? undefined : 'quantile') : 'per';
    if (grows === undefined) return;
    if (spec.over === undefined) refuse(grows, `expected over beside ${grows}: the window in which the counters grow, such as 15s`);
    if (spec.aggregate !== undefined) refuse('aggregate', `expected no aggregate beside ${grows}: the growth of all series is added up`);
    if (spec.per !== undefined && spec.quantile !== undefined) refuse('quantile', 'expected either per or quantile');
  });

export const scrapeKind: ProbeKind<ScrapeSpec> = {
  kind: 'scrape',
  about: 'a metric from one or several metrics pages: a gauge, the rate of a counter, one counter per another, a quantile',
  schema,
  unit: () => undefined,
  poolable: (spec) => spec.per !== undefined,
  hosts: (spec, context) => [...new Set(addressesOf(spec, context).map((url) => address(url).hostname))],
  staleness: ({ over }) => ({
    worst: ms(1000 + (over ?? 0)),
    why: `a page is fetched once a second${over === undefined ? '' : ` + the ${showMs(over)} that growth is counted over`}`,
  }),
  load: async () => (await import('./session.ts')).open,
};

/** The pages that a spec names; none where `scrapes` has no such name. */
export function addressesOf({ scrape }: ScrapeSpec, context: ProbeContext): readonly string[] {
  if (typeof scrape !== 'string') return scrape;
  return isHttp(scrape) ? [scrape] : (context.scrapes[scrape] ?? []);
}
