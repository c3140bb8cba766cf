import { createRequire } from 'node:module';

const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** The version of this firedrill, from its package.json beside `src/` or `dist/`. Not read through zod, which `--help` would have to load for it. */
export const version: string = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
