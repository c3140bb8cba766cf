import { z } from 'zod';

export const configUndo = z.strictObject({
  map: z.string(),
  uid: z.string(),
  key: z.string(),
  /** SHA-256 of the value that was there, which stays in the cluster: it may be a secret. Null where the key was not there. */
  prior: z.string().nullable(),
  /** What the file says; a secret is refused there. Null where the key is taken away. */
  ours: z.string().nullable(),
});
export type ConfigUndo = z.infer<typeof configUndo>;
