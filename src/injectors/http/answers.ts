/** What the proxy's control API answers, as far as we rely on it. */
import { z } from 'zod';

export const versionAnswer = z.object({ version: z.string(), firedrill: z.literal(true) });
export const anyVersionAnswer = z.object({ version: z.string() });
export const proxiesAnswer = z.record(
  z.string(),
  z.object({ upstream: z.string(), enabled: z.boolean(), toxics: z.array(z.object({ name: z.string(), owner: z.string().optional() })) }),
);
export const ruleAnswer = z.object({
  name: z.string(),
  owner: z.string().optional(),
  counters: z.object({ seen: z.number(), matched: z.number(), hit: z.number() }),
});
export const rulesAnswer = z.array(ruleAnswer);
export const errorAnswer = z.object({ error: z.string() });
