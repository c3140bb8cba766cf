import { z } from 'zod';
import { defineRule } from './define-rule.ts';
import { headers, ruleKeys, type RuleKeys } from './schema.ts';

type Spec = RuleKeys & { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** The proxy writes these: it keeps the messages of a connection apart by them. */
const framing = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade']);
const expectedStatus = { error: 'expected a status from 200 to 599' };

/** Answers requests in the service's stead, which never sees them. Source: RFC 9110, 15, for what the statuses mean. */
export const httpStatus = defineRule<Spec>({
  type: 'http.status',
  about: 'Answers a share of the matching requests through the embedded proxy with a status, 503 unless another is said.',
  schema: z.strictObject({
    ...ruleKeys,
    status: z.int(expectedStatus).min(200, expectedStatus).max(599, expectedStatus).default(503),
    headers: headers
      .refine((all) => !Object.keys(all).some((name) => framing.has(name.toLowerCase())), {
        error: `expected none of ${[...framing].join(', ')}: the proxy writes them`,
      })
      .default({}),
    body: z.string({ error: 'expected text' }).default(''),
  }),
  action: ({ status, headers, body }) => ({ kind: 'status', status, headers, body }),
  says: ({ status }, requests) => ({ does: `answers ${status} to ${requests}`, harm: `The service never sees ${requests}; their callers get ${status}.` }),
});
