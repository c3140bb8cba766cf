import { z } from 'zod';

/** An address of HTTP, without credentials in it: those are settings of their own, and are redacted. */
export const address = (example: string) => z.url({ protocol: /^https?$/, error: `expected an address such as ${example}` });

export const token = z.string({ error: 'expected a token' }).min(1);
