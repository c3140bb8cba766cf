/** The keys that both HTTP faults share. */
import { z } from 'zod';
import { share } from '../../domain/fields.ts';
import { ratio, type Ratio } from '../../domain/units.ts';

/** Paths by which others learn whether a service lives; a fault there would take it out of its load balancer, which is another experiment. */
const healthPaths: readonly string[] = ['/health*', '/health/**', '/healthz', '/ready*', '/livez', '/metrics'];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const glob = z.string({ error: 'expected a path glob such as /orders/**' }).startsWith('/', { error: 'expected a path glob such as /orders/**' });
const method = z
  .string({ error: 'expected a method such as POST' })
  .regex(/^[A-Za-z-]+$/, { error: 'expected a method such as POST' })
  .transform((text) => text.toUpperCase());

export const headers = z.record(
  z.string().regex(token, { error: 'expected a header name' }),
  z.string({ error: 'expected text' }).regex(/^[\t\x20-\x7e]*$/, { error: 'expected text on one line' }),
  { error: 'expected header names and their values' },
);

const match = z.strictObject({
  /** One or several; any, where it is not given. */
  method: z.union([method.transform((one) => [one]), z.array(method)], { error: 'expected a method such as POST, or a list of them' }).default([]),
  /** Without the query. */
  path: glob.default('/**'),
  /** To the letter; `*` where any value will do. */
  header: headers.default({}),
});

export const ruleKeys = {
  /** A proxy of the embedded kind, by its name. */
  proxy: z.string({ error: 'expected the name of a proxy' }).min(1, { error: 'expected the name of a proxy' }),
  match: match.default({ method: [], path: '/**', header: {} }),
  /** Of the matching requests: exactly so many of every hundred, in an order drawn by chance. */
  share: share({ min: 0.0001, max: 1 }).default(ratio(1)),
  /** Requests left alone, as globs of their paths. */
  exclude: z.array(glob, { error: 'expected a list of path globs' }).default([...healthPaths]),
};

export type RuleKeys = {
  readonly proxy: string;
  readonly match: { readonly method: readonly string[]; readonly path: string; readonly header: Readonly<Record<string, string>> };
  readonly share: Ratio;
  readonly exclude: readonly string[];
};

/** What a rule does to a request it hits, as the proxy's API takes it. */
export type Action =
  | { readonly kind: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: 'delay'; readonly delay: number; readonly jitter: number };
