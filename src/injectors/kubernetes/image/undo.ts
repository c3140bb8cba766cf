import { z } from 'zod';

export const imageUndo = z.strictObject({
  name: z.string(),
  uid: z.string(),
  container: z.string(),
  prior: z.string(),
  ours: z.string(),
  /** How many pods were available before. */
  available: z.number().int(),
  /** Whether the rollout makes a revision: one that was in the history before stays there. */
  makesRevision: z.boolean(),
});
export type ImageUndo = z.infer<typeof imageUndo>;
