/** Slack's client speaks through our Http port: bounded by the Clock, ended with the sink, and the same agent as everything else. */
import type { WebClientOptions } from '@slack/web-api';
import type { Ms } from '../../domain/units.ts';
import type { HttpAnswer } from '../../ports/http.ts';
import type { SinkPorts } from '../../ports/sink.ts';

type Fetch = NonNullable<WebClientOptions['fetch']>;
type FetchAnswer = Awaited<ReturnType<Fetch>>;

/** A fetch whose calls end after `patience`, or with `signal`. */
export function fetchThrough({ http, clock }: Pick<SinkPorts, 'http' | 'clock'>, patience: Ms, signal: AbortSignal): Fetch {
  return async (url, { method = 'GET', headers = {}, body } = {}) => {
    if (body !== undefined && typeof body !== 'string') throw new TypeError('Slack’s client sends nothing but text from here');
    using deadline = clock.deadline(patience, signal);
    const call = { method, url: String(url), headers, signal: deadline.signal, limit: 4 * 1024 * 1024, ...(body === undefined ? {} : { body }) };
    return answered(String(url), await http.request(call));
  };
}

function answered(url: string, { status, headers, body }: HttpAnswer): FetchAnswer {
  const bytes = new TextEncoder().encode(body);
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null, entries: () => Object.entries(headers)[Symbol.iterator]() },
    arrayBuffer: () => Promise.resolve(bytes.buffer),
    json: () => Promise.resolve(JSON.parse(body) as unknown),
    text: () => Promise.resolve(body),
  };
}
