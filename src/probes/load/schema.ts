import { z } from 'zod';
import type { LoadPlace, LoadSpec } from '../../domain/experiment.ts';
import { duration, rate } from '../../domain/fields.ts';
import { ms } from '../../domain/units.ts';
import { acceptance, headerName, headerValue, lowerCased, toSuccess } from './acceptance.ts';

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;
/** RFC 9110, 7.6.1 and 10.1.1: these speak of the connection, which is the generator's own. */
const ownHeaders = ['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'];

const address = z.string({ error: 'expected an address such as http://127.0.0.1:8080/checkout' }).refine(plainHttp, {
  error: 'expected an address such as http://127.0.0.1:8080/checkout, without user or password (those go into headers)',
});

const sentHeader = headerName.refine((name) => !ownHeaders.includes(name.toLowerCase()), {
  error: `expected another header: ${ownHeaders.join(', ')} are set by the connection`,
});

const entry = z.strictObject({
  get: address.optional(),
  head: address.optional(),
  post: address.optional(),
  put: address.optional(),
  patch: address.optional(),
  delete: address.optional(),
  options: address.optional(),
  rate: rate({ min: 0.01, max: 10_000 }).describe('Requests a second, sent whether or not earlier ones were answered'),
  timeout: duration({ min: 10, max: 300_000 }).default(ms(10_000)).describe('After which a request is a failure'),
  headers: z.record(sentHeader, headerValue).optional(),
  body: z.json().optional().describe('Text as it is; anything else is sent as JSON'),
  expect: acceptance
    .extend({ or: z.array(acceptance).min(1).optional().describe('Other answers that are as good, such as a 503 with retry-after') })
    .optional()
    .describe('What makes an answer good'),
  in: z
    .strictObject({
      namespace: z
        .string({ error: 'expected the namespace that its Job runs in' })
        .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: 'expected a namespace, such as shop' })
        .describe('The namespace that its Job runs in; one of the environment’s.'),
      context: z.string().min(1).optional().describe('The context of the kubeconfig, where the environment has several.'),
    })
    .optional()
    .describe('The cluster that it is sent from, by a Job there; the runner sends it itself unless said'),
});

type Entry = z.output<typeof entry>;

/** One entry under `load:`, as a LoadSpec that lacks only its name. */
export const loadEntry = entry.superRefine(checkMethod).transform(toSpec);

function plainHttp(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function checkMethod(entry: Entry, context: z.RefinementCtx): void {
  const [method, second] = methods.filter((name) => entry[name] !== undefined);
  if (method === undefined) context.addIssue('expected a method with its address, such as get: http://127.0.0.1:8080/checkout');
  if (second !== undefined) context.addIssue({ code: 'custom', path: [second], message: `expected one method, and there is ${method} already` });
  if ((method === 'get' || method === 'head') && entry.body !== undefined) {
    context.addIssue({ code: 'custom', path: ['body'], message: `expected no body: a ${method} carries none` });
  }
}

function toSpec(entry: Entry): Omit<LoadSpec, 'name'> {
  const method = methods.find((name) => entry[name] !== undefined) ?? 'get';
  return {
    method: method.toUpperCase(),
    url: entry[method] ?? '',
    headers: headersOf(entry),
    ...(entry.body === undefined ? {} : { body: typeof entry.body === 'string' ? entry.body : JSON.stringify(entry.body) }),
    rate: entry.rate,
    timeout: entry.timeout,
    success: toSuccess(entry.expect ?? {}),
    ...(entry.expect?.or === undefined ? {} : { alsoGood: entry.expect.or.map(toSuccess) }),
    ...(entry.in === undefined ? {} : { in: placeOf(entry.in) }),
  };
}

function placeOf({ namespace, context }: NonNullable<Entry['in']>): LoadPlace {
  return context === undefined ? { namespace } : { namespace, context };
}

function headersOf(entry: Entry): Record<string, string> {
  const asJson = entry.body !== undefined && typeof entry.body !== 'string';
  return { ...(asJson ? { 'content-type': 'application/json' } : {}), ...lowerCased(entry.headers) };
}
