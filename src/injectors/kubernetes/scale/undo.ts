import { z } from 'zod';

export const scaleUndo = z.strictObject({
  kind: z.enum(['deployment', 'statefulset']),
  name: z.string(),
  uid: z.string(),
  prior: z.number().int(),
  ours: z.number().int(),
  /** How many pods were available before. */
  available: z.number().int(),
});
export type ScaleUndo = z.infer<typeof scaleUndo>;
