import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter, Story } from '../letters/letter.ts';
import { deliver, NotTaken } from '../letters/not-taken.ts';
import { annotationOf, type Annotation } from './annotation.ts';
import type { GrafanaSettings } from './kind.ts';

/**
 * One annotation a run: made when it starts, closed as a region when it ends.
 * API: https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/annotations/ (POST and PATCH /api/annotations).
 */
export function openGrafana(settings: GrafanaSettings, ports: SinkPorts): Courier {
  const write = writerTo(settings, ports);
  return letterCourier(
    ports,
    ({ kind }) => kind === 'verdict.reached',
    (story) => lettersOf(story, settings, write),
  );
}

type Write = (annotation: Annotation, id: Json | undefined, signal: AbortSignal) => Promise<Json>;

function lettersOf({ started, events }: Story, settings: GrafanaSettings, write: Write): readonly Letter[] {
  const letter = (key: string, upTo: number): Letter => ({
    key,
    send: (id, signal) => write(annotationOf({ started, events: events.slice(0, upTo) }, settings), id, signal),
  });
  const ends = events.flatMap(({ kind }, index) => (kind === 'run.finished' ? [index + 1] : []));
  return [letter('start', 0), ...ends.map((upTo, index) => letter(index === 0 ? 'end' : `end-${index + 1}`, upTo))];
}

const made = z.object({ id: z.number() });

/** Writes an annotation, and gives its id: over the one with this id, or anew where there is none, also because somebody deleted it. */
function writerTo({ url, token }: GrafanaSettings, { http }: SinkPorts): Write {
  const at = `${url.replace(/\/+$/, '')}/api/annotations`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return async (annotation, id, signal) => {
    const body = JSON.stringify(annotation);
    if (id !== undefined) {
      const patched = await deliver(http, { method: 'PATCH', url: `${at}/${JSON.stringify(id)}`, headers, body, signal }).catch(notFound);
      if (patched !== undefined) return id;
    }
    const { body: answer } = await deliver(http, { method: 'POST', url: at, headers, body, signal });
    return made.parse(JSON.parse(answer)).id;
  };
}

function notFound(error: unknown): undefined {
  if (!(error instanceof NotTaken) || error.status !== 404) throw error;
}
