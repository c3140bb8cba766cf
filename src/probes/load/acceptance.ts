import { z } from 'zod';
import type { Success } from '../../domain/experiment.ts';

/** RFC 9110, 5.1: a token. */
export const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: 'expected the name of a header' });

/** RFC 9110, 5.5, without line breaks. */
export const headerValue = z
  .string({ error: 'expected text, in quotes where it looks like a number' })
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'expected text on one line' });

const status = z.int({ error: 'expected a status from 100 to 599' }).min(100).max(599);

/** What makes an answer good; all of what is said must be true. */
export const acceptance = z.strictObject({
  status: z
    .union([status, z.array(status).min(1)], { error: 'expected a status such as 200, or a list of them' })
    .optional()
    .describe('Without it: 200 to 399'),
  headers: z.record(headerName, headerValue).optional().describe('Header and its exact value, or * for any'),
  json: z
    .record(z.string().startsWith('$', { error: 'expected a JSON path such as $.total' }), z.json())
    .optional()
    .describe('JSON path (RFC 9535) and what every value found there must equal; at least one must be found'),
  'body-contains': z.string().min(1).optional(),
});

export function toSuccess(expected: z.output<typeof acceptance>): Success {
  return {
    ...(expected.status === undefined ? {} : { status: [expected.status].flat() }),
    headers: lowerCased(expected.headers),
    json: expected.json ?? {},
    ...(expected['body-contains'] === undefined ? {} : { bodyContains: expected['body-contains'] }),
  };
}

/** Header names are the same in any case (RFC 9110, 5.1). */
export function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
