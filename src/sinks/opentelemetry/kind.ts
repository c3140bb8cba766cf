import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';
import { address } from '../letters/keys.ts';

const schema = z.strictObject({
  endpoint: address('http://127.0.0.1:4318')
    .default('http://127.0.0.1:4318')
    .describe('Where OTLP over HTTP is taken; /v1/traces and /v1/logs are found below it.'),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'expected the name of a header' }), z.string())
    .default({})
    .describe('Headers of each request; a credential as a reference: ${env:OTLP_TOKEN}.'),
  service: z.string().min(1).default('firedrill').describe('What service.name says.'),
});

export type OpentelemetrySettings = z.output<typeof schema>;

/** Traces and logs for whatever takes OTLP: one span a run, one a fault below it, and what happened as events. */
export const opentelemetryKind: SinkKind<OpentelemetrySettings> = {
  type: 'opentelemetry',
  about: 'sends a run as a trace, its faults as spans below it and what happened as events, by OTLP',
  schema,
  load: async () => (await import('./courier.ts')).openOpentelemetry,
};
