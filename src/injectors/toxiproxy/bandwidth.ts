import { z } from 'zod';
import { defineToxic } from './define-toxic.ts';
import { kilobytesPerSecond, toxicKeys } from './keys.ts';

/** Limits each connection to a rate. Source: Toxiproxy README, "bandwidth". */
export const bandwidth = defineToxic({
  type: 'toxiproxy.bandwidth',
  about: 'Limits each connection through a proxy to a rate.',
  schema: z.strictObject({ ...toxicKeys, rate: kilobytesPerSecond }),
  attributes: ({ rate }) => ({ rate }),
  does: ({ rate }) => `lets ${rate} KB/s through`,
  harm: ({ proxy, rate }) => `A connection to ${proxy} carries ${rate} KB/s at most, and callers pile up.`,
});
