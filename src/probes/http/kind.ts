/** One HTTP request a sample: its status, its latency, a value in its JSON, or whether anything answers. The part that decides. */
import { z } from 'zod';
import { address, isHttp } from '../../domain/address.ts';
import { ms, plain, units, type Unit } from '../../domain/units.ts';
import type { ProbeKind } from '../../ports/probe.ts';

export type HttpSpec = {
  readonly http: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly measure: 'status' | 'latency' | 'json' | 'up';
  readonly json?: string;
  readonly expect?: { readonly status: number | readonly number[] };
};

const status = z.int({ error: 'expected a status such as 200' }).min(100).max(599);

const schema = z
  .strictObject({
    http: z
      .string()
      .refine(isHttp, { error: 'expected an address such as http://127.0.0.1:8080/health' })
      .describe('The address asked once a sample; a redirect is an answer, and not followed'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().exactOptional(),
    measure: z
      .enum(['status', 'latency', 'json', 'up'], { error: 'expected status, latency, json or up' })
      .describe('up is 1 or 0, and 0 too where the connection is refused'),
    json: z
      .string()
      .startsWith('$', { error: 'expected a JSON path such as $.queue.depth' })
      .exactOptional()
      .describe('RFC 9535; must give exactly one number or boolean'),
    expect: z
      .strictObject({ status: z.union([status, z.array(status).min(1)]) })
      .exactOptional()
      .describe('Which statuses count as an answer; 2xx unless said'),
  })
  .superRefine((spec, context) => {
    const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
    if (spec.measure === 'json' && spec.json === undefined) refuse('measure', 'expected json: the path of the value, such as $.queue.depth');
    if (spec.measure !== 'json' && spec.json !== undefined) refuse('json', 'expected measure: json beside a path');
    if (spec.measure === 'status' && spec.expect !== undefined) refuse('expect', 'expected no expect beside measure: status, which is the status itself');
    if (spec.body !== undefined && (spec.method === 'GET' || spec.method === 'HEAD'))
      refuse('body', `expected another method than ${spec.method} for a request with a body`);
    if (spec.measure === 'json' && spec.method === 'HEAD') refuse('method', 'expected another method than HEAD, whose answers have no body');
  });

export const httpKind: ProbeKind<HttpSpec> = {
  kind: 'http',
  about: 'one HTTP request a sample: its status, latency, a value in its JSON, or whether anything answers',
  schema,
  unit: ({ measure }): Unit | undefined => (measure === 'latency' ? units.ms : measure === 'json' ? undefined : plain),
  poolable: () => false,
  hosts: ({ http }) => [address(http).hostname],
  staleness: () => ({ worst: ms(0), why: 'asked afresh for each sample' }),
  load: async () => (await import('./session.ts')).open,
};
