import { createHmac } from 'node:crypto';
import type { Event } from '../../domain/events.ts';
import { ms } from '../../domain/units.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import type { WebhookSettings } from './kind.ts';

const patience = ms(5000);

/**
 * Posts `run.started`, `verdict.reached` and `run.finished` as they are recorded.
 * The signature is `sha256=<hex>` over the body, in `x-firedrill-signature`.
 */
export function openWebhook({ url, secret }: WebhookSettings, { name, clock, http }: SinkPorts): Courier {
  const post = async (event: Event, parent?: AbortSignal): Promise<void> => {
    const body = JSON.stringify(event);
    using deadline = clock.deadline(patience, parent);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-firedrill-signature': signature };
    const answer = await http.request({ method: 'POST', url, headers, body, signal: deadline.signal });
    if (answer.status >= 300) throw new Error(`the receiver answered ${answer.status}`);
  };
  return {
    name,
    receive: (event) => (told.has(event.kind) ? post(event) : undefined),
    redeliver: async (record, _folder, signal) => {
      for (const event of record.filter(({ kind }) => told.has(kind))) await post(event, signal);
    },
  };
}

const told: ReadonlySet<string> = new Set(['run.started', 'verdict.reached', 'run.finished']);
