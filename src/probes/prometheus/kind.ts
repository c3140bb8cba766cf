/** One number from a Prometheus server, by PromQL: the part that decides. */
import { z } from 'zod';
import { address } from '../../domain/address.ts';
import { duration } from '../../domain/fields.ts';
import { ms, showMs, type Ms } from '../../domain/units.ts';
import type { ProbeContext, ProbeKind } from '../../ports/probe.ts';
import { looksBack, lookback } from './ranges.ts';

export type PrometheusSpec = {
  readonly prometheus: string;
  readonly 'max-age'?: Ms;
  readonly freshness?: string;
};

const selector = /^\s*(?:[a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{.*\})?\s*$/s;
const isSelector = (text: string): boolean => selector.test(text) && text.trim() !== '';

const schema = z
  .strictObject({
    prometheus: z
      .string({ error: 'expected a PromQL query' })
      .regex(/\S/, { error: 'expected a PromQL query' })
      .describe('PromQL that gives one series, or a scalar'),
    'max-age': duration({ min: 1000 }).exactOptional().describe('Blind when the last sample of a series behind the answer is older'),
    freshness: z
      .string()
      .refine(isSelector, { error: 'expected a selector such as up{job="shop"}, without functions' })
      .exactOptional()
      .describe('The selector whose age counts'),
  })
  .superRefine((spec, context) => {
    if (spec.freshness !== undefined && spec['max-age'] === undefined) {
      context.addIssue({ code: 'custom', path: ['freshness'], message: 'expected max-age beside freshness: alone it has no effect' });
    }
    if (spec['max-age'] !== undefined && spec.freshness === undefined && !isSelector(spec.prometheus)) {
      context.addIssue({ code: 'custom', path: ['max-age'], message: 'expected freshness beside max-age: a result of functions has no age, a selector has' });
    }
  });

export const prometheusKind: ProbeKind<PrometheusSpec> = {
  kind: 'prometheus',
  about: 'one number from a Prometheus server, by PromQL',
  schema,
  unit: () => undefined,
  poolable: () => false,
  hosts: (_spec, context) => (context.prometheus === undefined ? [] : [address(context.prometheus.url).hostname]),
  staleness,
  load: async () => (await import('./session.ts')).open,
};

/** Prometheus answers with the last sample of each series, up to 5 m old, as if it were new; only `max-age` sees through that. */
function staleness(spec: PrometheusSpec, context: ProbeContext): { worst: Ms; why: string } {
  const back = looksBack(spec.prometheus);
  const range = back === 0 ? '' : ` + ${showMs(back)} that the query looks back`;
  const [behind, why] = sampleAge(spec['max-age'], context.prometheus?.scrapeInterval);
  return { worst: ms(behind + back), why: why + range };
}

function sampleAge(maxAge: Ms | undefined, interval: Ms | undefined): readonly [Ms, string] {
  if (interval !== undefined && (maxAge === undefined || interval <= maxAge)) return [interval, `scrape interval ${showMs(interval)}`];
  if (maxAge !== undefined) return [maxAge, `max-age ${showMs(maxAge)}`];
  return [lookback, `unknown: the config does not say scrape-interval; at worst the ${showMs(lookback)} that Prometheus looks for a last sample`];
}
