/** Alerting rules of a Prometheus, and whether one of them names something. */
import { z } from 'zod';
import { address } from '../domain/address.ts';
import { parseJson } from '../domain/json.ts';
import { redactor } from '../domain/redact.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http, HttpAnswer } from '../ports/http.ts';
import type { PrometheusAddress } from '../ports/probe.ts';
import type { Known } from './scene.ts';

const words = z.record(z.string(), z.string()).default({});
const alert = z.object({ name: z.string(), query: z.string(), labels: words, annotations: words });
export type Alert = z.infer<typeof alert>;

/** An alerting rule that cannot be read is not left out in silence. */
const rule = z.union([alert.extend({ type: z.literal('alerting') }), z.object({ type: z.string().refine((type) => type !== 'alerting') })]);

/** Source: https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const answer = z.object({
  status: z.literal('success'),
  data: z.object({ groups: z.array(z.object({ rules: z.array(rule) })) }),
});

/** As long as a Prometheus may take that has thousands of rules. */
const patience = ms(10_000);

/** The alerting rules of an environment's Prometheus; unknown, with the reason, where it has none or that one cannot be asked. */
export async function alertsOf(server: PrometheusAddress | undefined, http: Http, clock: Clock, signal: AbortSignal): Promise<Known<readonly Alert[]>> {
  if (server === undefined) return unknown('the environment names no Prometheus');
  const { url, headers, shown } = address(server.url);
  const endpoint = new URL(url);
  endpoint.pathname = `${endpoint.pathname.replace(/\/$/, '')}/api/v1/rules`;
  endpoint.search = 'type=alert';
  using deadline = clock.deadline(server.timeout ?? patience, signal);
  const call = {
    url: endpoint.href,
    headers: { accept: 'application/json', ...headers, ...server.headers },
    ...(server.tls === undefined ? {} : { tls: server.tls }),
  };
  try {
    return readRules(await http.request({ ...call, signal: deadline.signal }), shown);
  } catch (error) {
    return unknown(redactor(call.headers)(`Prometheus at ${shown} gives no answer: ${reason(error)}`));
  }
}

export function readRules({ status, body }: Pick<HttpAnswer, 'status' | 'body'>, shown: string): Known<readonly Alert[]> {
  const said = status === 200 ? answer.safeParse(parseJson(body)) : undefined;
  if (said?.success !== true) return unknown(`Prometheus at ${shown} answers ${status}, and not with its rules`);
  const rules = said.data.data.groups.flatMap((group) => group.rules);
  return { kind: 'known', value: rules.flatMap((rule) => ('query' in rule ? [rule] : [])) };
}

const unknown = (why: string): { readonly kind: 'unknown'; readonly why: string } => ({ kind: 'unknown', why });

/**
 * Whether an alert has one of the names as a word: in its own name, query, labels or annotations. A metric may carry it in front
 * (`storefront_errors_total`); `payments-db` is not `payments`.
 */
export function mentions({ name, query, labels, annotations }: Alert, names: readonly string[]): boolean {
  const text = [name, query, ...Object.values(labels), ...Object.values(annotations)].join('\n');
  return names.some((one) => {
    const word = one.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('-', '[-_]');
    return new RegExp(`(?<![a-z0-9-])${word}(?![a-z0-9-])`, 'i').test(text);
  });
}
