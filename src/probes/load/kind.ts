import { z } from 'zod';
import { ms } from '../../domain/units.ts';
import type { ProbeKind } from '../../ports/probe.ts';
import { isLatency, measures, unitOf } from './measures.ts';

const loadSli = z.strictObject({
  load: z.string({ error: 'expected the name of a load' }).min(1).describe('Name of an entry under load:'),
  measure: z
    .enum(measures, { error: `expected one of ${measures.join(', ')}` })
    .describe('Share of good requests, a latency percentile from the intended start, good requests a second, or requests turned away in the sample'),
});

export type LoadSli = z.infer<typeof loadSli>;

/** Reads the traffic that the run itself sends: success ratio, latency percentiles, rate. */
export const loadKind: ProbeKind<LoadSli> = {
  kind: 'load',
  about: 'the traffic of a load: success ratio, latency percentiles, rate',
  schema: loadSli,
  unit: ({ measure }) => unitOf(measure),
  poolable: ({ measure }) => measure === 'success-ratio' || isLatency(measure),
  hosts: (spec, { loads }) => loads.filter(({ name }) => name === spec.load).map(({ url }) => new URL(url).host),
  staleness: () => ({ worst: ms(0), why: 'counted up to the moment of the sample' }),
  load: async () => (await import('./open.ts')).openLoadSession,
};
