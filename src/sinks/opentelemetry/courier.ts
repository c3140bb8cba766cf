import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Event } from '../../domain/events.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter, Story } from '../letters/letter.ts';
import { deliver } from '../letters/not-taken.ts';
import type { OpentelemetrySettings } from './kind.ts';
import { happened, logsOf } from './logs.ts';
import { identityOf } from './identity.ts';
import { spansOf } from './spans.ts';

/**
 * Sends a run when it has ended: its spans, then its events. Nothing is registered globally, and nothing is sent but by our own HTTP, so
 * that it is bounded like every other sink. Protocol: https://opentelemetry.io/docs/specs/otlp/#otlphttp, in JSON.
 */
export function openOpentelemetry(settings: OpentelemetrySettings, ports: SinkPorts): Courier {
  const post = posterTo(settings, ports);
  return letterCourier(ports, happened, (story) => lettersOf(story, settings.service, post));
}

type Post = (path: string, request: Uint8Array | undefined, signal: AbortSignal) => Promise<undefined>;

function posterTo({ endpoint, headers }: OpentelemetrySettings, { http }: SinkPorts): Post {
  const base = endpoint.replace(/\/+$/, '');
  return async (path, request, signal) => {
    const body = new TextDecoder().decode(request);
    await deliver(http, { method: 'POST', url: `${base}${path}`, headers: { ...headers, 'content-type': 'application/json' }, body, signal });
    return undefined;
  };
}

/** Spans are made once: a run that is restored later ended when it ended, and what came since are events of its trace. */
function lettersOf({ started, events }: Story, service: string, post: Post): readonly Letter[] {
  const parts = partsOf(events);
  const [first] = parts;
  if (first === undefined) return [];
  const identity = identityOf(started, service);
  const traces: Letter = {
    key: 'traces',
    send: (_kept, signal) => post('/v1/traces', JsonTraceSerializer.serializeRequest([...spansOf({ started, events: first }, identity)]), signal),
  };
  const logs = parts.map((part, index): Letter => {
    const told = index === 0 ? [started, ...part] : part;
    return {
      key: index === 0 ? 'logs' : `logs-${index + 1}`,
      send: (_kept, signal) => post('/v1/logs', JsonLogsSerializer.serializeRequest([...logsOf(told, identity)]), signal),
    };
  });
  return [traces, ...logs];
}

/** What happened up to each end. */
function partsOf(events: readonly Event[]): readonly (readonly Event[])[] {
  const ends = events.flatMap(({ kind }, index) => (kind === 'run.finished' ? [index + 1] : []));
  return ends.map((end, index) => events.slice(ends[index - 1] ?? 0, end));
}
