import { z } from 'zod';
import { showMs } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { noTime, toxicKeys, wholeMs } from './keys.ts';

/** Adds delay to everything that passes a proxy. Source: Toxiproxy README, "latency". */
export const latency = defineToxic({
  type: 'toxiproxy.latency',
  about: 'Delays everything that passes a proxy, by latency ± jitter.',
  schema: z.strictObject({ ...toxicKeys, latency: wholeMs(), jitter: wholeMs().default(noTime) }),
  attributes: ({ latency, jitter }) => ({ latency, jitter }),
  does: ({ latency, jitter }) => `adds ${showMs(latency)}${jitter === 0 ? '' : ` ± ${showMs(jitter)}`}`,
  harm: ({ proxy, latency }) => `Every exchange with ${proxy} takes ${showMs(latency)} longer, and callers pile up.`,
});
