/** What people have said of findings: facts that are only ever added to, so that who said what and when stays. */
import { z } from 'zod';

const at = z.object({ finding: z.string(), wall: z.string(), by: z.string() });

export const findingEdit = z.discriminatedUnion('kind', [
  /** Found by a person: in a review, at a GameDay. */
  at.extend({ kind: z.literal('added'), experiment: z.string().optional(), text: z.string() }),
  at.extend({
    kind: z.literal('edited'),
    owner: z.string().optional(),
    deliverable: z.string().optional(),
    /** A day, YYYY-MM-DD. */
    deadline: z.string().optional(),
    category: z.string().optional(),
    note: z.string().optional(),
  }),
  at.extend({ kind: z.literal('closed'), reason: z.string() }),
]);

export type FindingEdit = z.output<typeof findingEdit>;
