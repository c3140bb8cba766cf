import { z } from 'zod';
import { showMs } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { noTime, toxicKeys, wholeMs } from './keys.ts';

/** The server cannot interrupt this wait: the toxic's removal, and all its other answers, would take as long. Half of what a restore may take. */
const longest = 15_000;

/** Resets connections made from then on; those already open are closed without a reset. Source: Toxiproxy README, "reset_peer". */
export const resetPeer = defineToxic({
  type: 'toxiproxy.reset-peer',
  about: 'Resets connections through a proxy (TCP RST), at the first data or a time after it.',
  schema: z.strictObject({ ...toxicKeys, timeout: wholeMs(longest).default(noTime) }),
  attributes: ({ timeout }) => ({ timeout }),
  does: ({ timeout }) => (timeout === 0 ? 'resets at the first data' : `resets ${showMs(timeout)} after the first data`),
  harm: ({ proxy }) => `Connections to ${proxy} break in mid-request, and what was in flight is lost.`,
});
