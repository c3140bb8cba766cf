import { createRequire } from 'node:module';
import { z } from 'zod';

/** The version of this firedrill, from its package.json beside `src/` or `dist/`. */
export const version: string = z.object({ version: z.string() }).parse(createRequire(import.meta.url)('../package.json')).version;
