/** What an answer of `/api/v1/query` is worth: one finite number, or the reason why it is none. Never zero for want of data. */
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import type { HttpAnswer } from '../../ports/http.ts';

export type Reading = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'blind'; readonly reason: string };

const point = z.tuple([z.number(), z.string()]);
/** https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
const envelope = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.object({ resultType: z.string(), result: z.unknown() }), warnings: z.array(z.string()).optional() }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);
const scalar = z.object({ resultType: z.literal('scalar'), result: point });
const vector = z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: point.optional() })) });

const blind = (reason: string): Reading => ({ kind: 'blind', reason: reason.length > 300 ? `${reason.slice(0, 300)}…` : reason });

export function read(answer: HttpAnswer): Reading {
  if (answer.status >= 300 && answer.status < 400)
    return blind(`Prometheus redirects (${answer.status}), and a redirect is not followed: it could carry credentials away`);
  if (answer.status === 401 || answer.status === 403) return blind(`Prometheus answers ${answer.status}: the credentials in the config are not accepted`);
  const said = envelope.safeParse(parseJson(answer.body));
  if (!said.success)
    return blind(
      `the answer (${answer.status}, ${answer.headers['content-type'] ?? 'no content type'}) is not Prometheus's: something else stands at this address`,
    );
  if (said.data.status === 'error') return blind(`Prometheus says ${said.data.errorType}: ${said.data.error}`);
  if (answer.status !== 200) return blind(`Prometheus answers ${answer.status}`);
  const warnings = said.data.warnings ?? [];
  if (warnings.length > 0) return blind(`Prometheus warns, so the data may be partial: ${warnings.join('; ')}`);
  return readResult(said.data.data);
}

function readResult(data: { readonly resultType: string; readonly result: unknown }): Reading {
  const one = scalar.safeParse(data);
  if (one.success) return readNumber(one.data.result[1]);
  const many = vector.safeParse(data);
  if (!many.success) return blind(`the query gives a ${data.resultType}, where one number is needed`);
  const [series, ...others] = many.data.result;
  if (series === undefined) return blind('the query gives no series');
  if (others.length > 0) return blind(`the query gives ${others.length + 1} series where one is needed: aggregate them (sum, max) or select one`);
  return series.value === undefined ? blind('the query gives a native histogram, where one number is needed') : readNumber(series.value[1]);
}

/** Values are strings, because JSON has no NaN and no Inf. */
function readNumber(text: string): Reading {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? { kind: 'number', value } : blind(`the query gives ${text}, which is no number to judge`);
}
