/** What may be said to a run over its socket, one JSON line each. */
import { z } from 'zod';

export const request = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('halt'), by: z.string().max(200), why: z.string().max(2000) }),
  /** Every event from now on, as the record has it. */
  z.strictObject({ do: z.literal('watch') }),
  z.strictObject({ do: z.literal('ping') }),
]);
export type Request = z.infer<typeof request>;

export const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok'), run: z.string(), by: z.enum(['runner', 'guardian']) }),
  z.object({ kind: z.literal('error'), why: z.string() }),
]);
export type Answer = z.infer<typeof answer>;

/** A Unix socket's path ends at 108 bytes, its zero included. */
export const longestPath = 107;
