/** What suffices to take a proxy fault back: plain JSON, parsed anew wherever it comes from. */
import { z } from 'zod';
import { ratio } from '../../domain/units.ts';

const fault = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('toxic'),
    type: z.string(),
    stream: z.enum(['downstream', 'upstream']),
    toxicity: z.number().transform(ratio),
    attributes: z.record(z.string(), z.number()),
  }),
  z.object({ kind: z.literal('down') }),
]);

export const undoSchema = z.object({
  /** Control address, without a slash at the end. */
  api: z.string(),
  proxy: z.string(),
  /** `fd-<run>-<n>`: what a toxic is called on the server. */
  name: z.string(),
  owner: z.string(),
  /** ms; `null` where the server holds no lease. */
  ttl: z.number().nullable(),
  /** The proxy as it was found. */
  before: z.object({ listen: z.string(), upstream: z.string(), enabled: z.boolean(), toxics: z.array(z.json()) }),
  fault,
});

export type Undo = z.output<typeof undoSchema>;
