/** What the control API answers, as far as we rely on it; anything else is no answer of Toxiproxy's. */
import { z } from 'zod';

const toxicAnswer = z.object({ name: z.string(), type: z.string(), stream: z.string(), toxicity: z.number(), attributes: z.json() });

export const proxyAnswer = z.object({
  name: z.string(),
  listen: z.string(),
  upstream: z.string(),
  enabled: z.boolean(),
  toxics: z.array(toxicAnswer),
});

export const proxiesAnswer = z.record(z.string(), proxyAnswer);

export type ToxicAnswer = z.output<typeof toxicAnswer>;
export type ProxyAnswer = z.output<typeof proxyAnswer>;

/** One of them by its name, which may be one that every object knows (`constructor`). */
export function named(proxies: Readonly<Record<string, ProxyAnswer>>, name: string): ProxyAnswer | undefined {
  return Object.hasOwn(proxies, name) ? proxies[name] : undefined;
}
