import { z } from 'zod';
import { showMs } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { toxicKeys, wholeMs } from './keys.ts';

/** Lets no data through and closes after a time; with 0 never. Taking it back closes the connections it held. Source: Toxiproxy README, "timeout". */
export const timeout = defineToxic({
  type: 'toxiproxy.timeout',
  about: 'Lets no data through a proxy, and closes the connection after a time (0ms: never).',
  schema: z.strictObject({ ...toxicKeys, timeout: wholeMs() }),
  attributes: ({ timeout }) => ({ timeout }),
  does: ({ timeout }) => `lets no data through and ${timeout === 0 ? 'never closes' : `closes after ${showMs(timeout)}`}`,
  harm: ({ proxy }) => `Nothing comes through ${proxy}, data sent meanwhile is lost, and restoring closes the connections it held.`,
});
