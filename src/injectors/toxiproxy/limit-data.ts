import { z } from 'zod';
import { show } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { toxicKeys, wholeBytes } from './keys.ts';

/** Closes a connection once it has carried so many bytes. Source: Toxiproxy README, "limit_data". */
export const limitData = defineToxic({
  type: 'toxiproxy.limit-data',
  about: 'Closes a connection through a proxy once it has carried so many bytes.',
  schema: z.strictObject({ ...toxicKeys, bytes: wholeBytes(0) }),
  attributes: ({ bytes }) => ({ bytes }),
  does: ({ bytes }) => `closes after ${show(bytes, 'size')}`,
  harm: ({ proxy, bytes }) => `Answers from ${proxy} longer than ${show(bytes, 'size')} are cut off.`,
});
