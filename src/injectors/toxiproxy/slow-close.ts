import { z } from 'zod';
import { showMs } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { toxicKeys, wholeMs } from './keys.ts';

/** Delays the close of a connection. Source: Toxiproxy README, "slow_close". */
export const slowClose = defineToxic({
  type: 'toxiproxy.slow-close',
  about: 'Keeps a connection through a proxy from closing until a delay has passed.',
  schema: z.strictObject({ ...toxicKeys, delay: wholeMs() }),
  attributes: ({ delay }) => ({ delay }),
  does: ({ delay }) => `delays the close by ${showMs(delay)}`,
  harm: ({ proxy, delay }) => `Connections to ${proxy} stay open ${showMs(delay)} longer, and pools run out.`,
});
