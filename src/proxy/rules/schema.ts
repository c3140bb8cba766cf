import { z } from 'zod';

/** ms that a toxic or a rule lives without being renewed; a day is no lease. */
export const ttl = z.int('expected whole milliseconds').min(1, 'expected at least 1 ms').max(86_400_000, 'expected at most a day');
export const owner = z.string('expected a name').min(1, 'expected a name').max(200, 'expected at most 200 characters');

const name = z.string('expected a name').regex(/^[^\s/?#%]{1,200}$/, 'expected a name without spaces, slashes, ?, # and %');
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const share = z.number('expected a share from 0 to 1').min(0, 'expected a share from 0 to 1').max(1, 'expected a share from 0 to 1');
const delay = z.number('expected milliseconds').min(0, 'expected at least 0 ms').max(600_000, 'expected at most 10 minutes');
const glob = z.string('expected a path glob such as /orders/**').min(1, 'expected a path glob such as /orders/**');

/** Lengths and the connection are the proxy's business: it keeps the messages on a connection apart by them. */
const framing = ['content-length', 'transfer-encoding', 'connection', 'upgrade'];
const responseHeaders = z
  .record(z.string().regex(token, 'expected a header name'), z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected a header value on one line'))
  .refine(
    (headers) => Object.keys(headers).every((one) => !framing.includes(one.toLowerCase())),
    `expected none of ${framing.join(', ')}: the proxy writes them`,
  );

const action = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int('expected a status from 200 to 599').min(200, 'expected a status from 200 to 599').max(599, 'expected a status from 200 to 599'),
      headers: responseHeaders.default({}),
      body: z.string('expected text').default(''),
    }),
    z.strictObject({ kind: z.literal('delay'), delay, jitter: delay.default(0) }),
  ],
  'expected kind: status or delay',
);

const match = z.strictObject({
  /** Any, where it is empty. */
  methods: z.array(z.string().regex(token, 'expected a method such as GET')).default([]),
  path: glob.default('**'),
  /** Name → its value to the letter, or `*` for any. */
  headers: z.record(z.string().regex(token, 'expected a header name'), z.string()).default({}),
});

/** Paths by which others learn whether the service lives: a fault on them would take it out of its load balancer, which is another experiment. */
const healthPaths = ['/health*', '/health/**', '/healthz', '/ready*', '/livez', '/metrics'];

/** What POST /proxies/{proxy}/rules takes. */
export const ruleSchema = z.strictObject({
  name,
  match: match.default({ methods: [], path: '**', headers: {} }),
  share: share.default(1),
  action,
  exclude: z.array(glob).default(healthPaths),
  ttl: ttl.optional(),
  owner: owner.optional(),
  seed: z
    .int('expected a whole number')
    .min(0, 'expected at least 0')
    .max(2 ** 32 - 1, 'expected at most 4294967295')
    .optional(),
});
export type RuleSpec = z.output<typeof ruleSchema>;

/** What POST or PATCH /proxies/{proxy}/rules/{rule} takes; a ttl, even the same one, renews. */
export const ruleChange = z.strictObject({ share: share.optional(), ttl: ttl.optional() });
