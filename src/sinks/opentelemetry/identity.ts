import { createHash } from 'node:crypto';
import { propagation, ROOT_CONTEXT, trace, TraceFlags, type Attributes, type Context, type HrTime } from '@opentelemetry/api';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { between } from '../../domain/instants.ts';
import type { Ms } from '../../domain/units.ts';
import type { Started } from '../letters/letter.ts';

/** What spans and events of one run have in common. */
export interface Identity {
  readonly resource: Resource;
  /** With the run in its baggage. */
  readonly context: Context;
  /** The same ids in the same order whenever the same run is told: what is sent twice is one thing to whoever takes it. */
  readonly ids: () => IdGenerator;
  /** Inside the span of the run. */
  readonly inside: Context;
  /** When the run started by its wall clock, and how much later by its monotonic one. */
  readonly at: (time: Ms) => HrTime;
}

export const scope = 'firedrill';

export function identityOf({ run, experiment, environment, wall, versions }: Started, service: string): Identity {
  const hash = (text: string): string => createHash('sha256').update(`${run} ${wall} ${text}`).digest('hex');
  const traceId = hash('trace').slice(0, 32);
  const spanId = (n: number): string => hash(`span ${n}`).slice(0, 16);
  const about = { 'firedrill.run': run, 'firedrill.experiment': experiment };
  const baggage = Object.fromEntries(Object.entries(about).map(([key, value]) => [key, { value }]));
  const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(baggage));
  const place = environment === undefined ? {} : { 'deployment.environment.name': environment };
  const started = between('1970-01-01T00:00:00Z', wall);
  return {
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': versions.firedrill, ...place }),
    context,
    ids: () => {
      let spans = 0;
      return { generateTraceId: () => traceId, generateSpanId: () => spanId(spans++) };
    },
    // The first span is that of the run.
    inside: trace.setSpanContext(context, { traceId, spanId: spanId(0), traceFlags: TraceFlags.SAMPLED }),
    at: (time) => hrTime(started + time),
  };
}

/** As seconds and nanoseconds: a plain number from before this process began would be taken for one of its own clock. */
function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, Math.round((epochMs - seconds * 1000) * 1e6)];
}

/** The run's baggage as attributes: whoever looks at one span or event alone finds the run. */
export function baggageOf(context: Context): Attributes {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}
