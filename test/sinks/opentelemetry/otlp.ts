/** OTLP in JSON, as its protobufs say: ids in hex, 64-bit numbers as text, enums as numbers. */
import { z } from 'zod';
import type { Reply, Taken } from '../receiver.ts';

const nanos = z.string().regex(/^\d{19}$/);
const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`));
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: z.record(z.string(), z.unknown()) }));
const scope = z.object({ name: z.literal('firedrill') });
const resource = z.object({ attributes });

const span = z.object({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: hex(16).optional(),
  name: z.string().min(1),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: z.object({ code: z.int().min(0).max(2), message: z.string().optional() }),
});
const record = z.object({
  timeUnixNano: nanos,
  severityNumber: z.int().min(1).max(24),
  eventName: z.string().startsWith('firedrill.'),
  body: z.object({ stringValue: z.string().min(1) }),
  traceId: hex(32),
  spanId: hex(16),
  attributes,
});
const traces = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ scope, spans: z.array(span).min(1) })).length(1) })).length(1),
});
const logs = z.object({
  resourceLogs: z.array(z.object({ resource, scopeLogs: z.array(z.object({ scope, logRecords: z.array(record).min(1) })).length(1) })).length(1),
});

type Span = z.output<typeof span>;
type LogRecord = z.output<typeof record>;

export const spansIn = (body: string): readonly Span[] => traces.parse(JSON.parse(body)).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
export const recordsIn = (body: string): readonly LogRecord[] => logs.parse(JSON.parse(body)).resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];

/** The value of an attribute, whatever its type. */
export function valueOf({ attributes: all }: Pick<Span, 'attributes'>, key: string): unknown {
  const [value] = Object.values(all.find((one) => one.key === key)?.value ?? {});
  return value;
}

/** What a receiver of OTLP over HTTP understands; `bodies` keeps what it took. */
export function understandOtlp({ method, path, headers, body }: Taken, bodies: Taken[] = []): Reply {
  if (method !== 'POST' || headers['content-type'] !== 'application/json') return { status: 415 };
  if (headers['x-api-key'] !== 'canary-key') return { status: 401 };
  bodies.push({ method, path, headers, body, bytes: Buffer.from(body) });
  if (path === '/otlp/v1/traces')
    return {
      words: `trace of ${spansIn(body)
        .map(({ name }) => name)
        .join(', ')}`,
    };
  if (path === '/otlp/v1/logs') return { words: `${recordsIn(body).length} events` };
  return { status: 404 };
}
