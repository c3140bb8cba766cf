import { z } from 'zod';
import { stepTimeout, usual, variableName } from '../steps/fields.ts';

const call = z.strictObject({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Header → the text before the value, and the variable that holds it: the record names a secret, and never holds one. */
  secret: z.record(z.string(), z.strictObject({ before: z.string(), variable: z.string() })),
  body: z.string().nullable(),
  expect: z.strictObject({ status: z.array(z.number()).nullable(), json: z.record(z.string(), z.json()) }),
  timeout: z.number(),
});
export type Call = z.infer<typeof call>;

export const calls = z.strictObject({ inject: call, restore: call, observe: call.nullable() });
export type RequestSpec = z.infer<typeof calls>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const address = z.string().refine(isPlainAddress, 'expected an address such as http://127.0.0.1:8080/flags, without user and password').optional();
const status = z.number().int().min(100, 'expected a status, 100 to 599').max(599, 'expected a status, 100 to 599');
const confidential = /^(authorization|proxy-authorization|cookie|x-api-key|x-auth-token)$/i;
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/** A record whose keys are header names; a message of their own, which keys of a zod record have not. */
function headers<Value extends z.ZodType>(value: Value, secret: boolean) {
  return z.record(z.string(), value).superRefine((record, context) => {
    for (const name of Object.keys(record)) {
      if (!headerName.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'expected the name of a header' });
      else if (!secret && confidential.test(name))
        context.addIssue({ code: 'custom', path: [name], message: 'expected it under headers-from-env: the record must hold no secret' });
    }
  });
}

const fromEnv = z.string().regex(/^([\w-]+ )?[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, or a scheme and a name: Bearer TOKEN');

const written = z.strictObject({
  ...{ get: address, post: address, put: address, patch: address, delete: address },
  headers: headers(z.string(), false).default({}),
  'headers-from-env': headers(fromEnv, true)
    .default({})
    .describe('Header → variable that holds its value, read at the call; "Bearer TOKEN" puts Bearer before it'),
  body: z.union([z.string(), z.json()]).optional().describe('Text, or anything else to be sent as JSON'),
  expect: z
    .strictObject({
      status: z.union([status, z.array(status).min(1)], { error: 'expected a status or a list of them' }).optional(),
      json: z.record(z.string(), z.json()).optional().describe('JSON path → the value it must equal'),
    })
    .optional(),
  timeout: stepTimeout,
});

export const schema: z.ZodType<RequestSpec> = z.strictObject({
  inject: written.transform((one, context) => callOf(one, usual.timeout, context)),
  restore: written.describe('Must do no harm when nothing was injected, and when sent twice').transform((one, context) => callOf(one, usual.restore, context)),
  observe: written
    .describe('The fault is there when the answer is as expected, and not there when it is another')
    .transform((one, context) => callOf(one, usual.timeout, context))
    .nullable()
    .default(null),
});

function callOf(one: z.infer<typeof written>, timeout: number, context: z.RefinementCtx): Call {
  const [method, another] = methods.filter((name) => one[name] !== undefined);
  if (method === undefined || another !== undefined) {
    context.addIssue({ code: 'custom', message: `expected exactly one of ${methods.join(', ')}, with an address` });
    return z.NEVER;
  }
  const text = one.body === undefined ? null : typeof one.body === 'string' ? one.body : JSON.stringify(one.body);
  const type = text === null || typeof one.body === 'string' ? {} : { 'content-type': 'application/json' };
  const statuses = one.expect?.status;
  return {
    method: method.toUpperCase(),
    url: one[method] ?? '',
    headers: { ...type, ...one.headers },
    secret: Object.fromEntries(Object.entries(one['headers-from-env']).map(([name, value]) => [name, secretOf(value)])),
    body: text,
    expect: { status: statuses === undefined ? null : [statuses].flat(), json: one.expect?.json ?? {} },
    timeout: one.timeout ?? timeout,
  };
}

function secretOf(text: string): { before: string; variable: string } {
  const at = text.lastIndexOf(' ') + 1;
  return { before: text.slice(0, at), variable: variableName.parse(text.slice(at)) };
}

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

export function showCall({ method, url }: Call): string {
  return `${method} ${url}`;
}

export function callsOf({ inject, restore, observe }: RequestSpec): readonly Call[] {
  return [inject, restore, ...(observe === null ? [] : [observe])];
}

export function variablesOf(some: readonly Call[]): string[] {
  return [...new Set(some.flatMap(({ secret }) => Object.values(secret).map(({ variable }) => variable)))];
}
