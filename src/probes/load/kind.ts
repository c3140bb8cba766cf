import { z } from 'zod';
import { ms, showMs, type Ms } from '../../domain/units.ts';
import type { ProbeContext, ProbeKind, WatchedFor } from '../../ports/probe.ts';
import { isLatency, measures, unitOf, type Measure } from './measures.ts';
import { oldest } from './told/oldest.ts';

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
  staleness,
  load: async () => (await import('./open.ts')).openLoadSession,
};

/** What answers shows at once; a target that hangs shows later, in each measure for a reason of its own (decision 003). */
function staleness({ load, measure }: LoadSli, { loads }: ProbeContext, watched: WatchedFor): { worst: Ms; why: string } {
  const spec = loads.find(({ name }) => name === load);
  const { worst, why } = stalenessOf(measure, spec?.timeout ?? ms(0), watched);
  return spec?.in === undefined ? { worst, why } : { worst: ms(worst + oldest), why: `${why}, and comes from its pod ${showMs(oldest)} later at worst` };
}

function stalenessOf(measure: Measure, timeout: Ms, { every, limit }: WatchedFor): { worst: Ms; why: string } {
  if (measure === 'rate') return { worst: every, why: 'a rate has fallen only once it is one of a whole interval' };
  if (measure === 'success-ratio') return { worst: timeout, why: `a request that hangs fails at its timeout of ${showMs(timeout)}` };
  if (measure === 'dropped') return { worst: timeout, why: `a target that hangs is full after the timeout of ${showMs(timeout)}` };
  // The age of a request counts once it has been on its way for a whole interval.
  const aged = Math.max(limit ?? Infinity, every);
  if (aged >= timeout) return { worst: timeout, why: `a request that hangs is judged at its timeout of ${showMs(timeout)}` };
  return { worst: ms(aged), why: `a request that hangs counts once it is ${showMs(aged)} old` };
}
