import { createHmac } from 'node:crypto';
import type { Event } from '../../domain/events.ts';
import { between } from '../../domain/instants.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter } from '../letters/letter.ts';
import { numbered } from '../letters/numbered.ts';
import { deliver } from '../letters/not-taken.ts';
import type { WebhookSettings } from './kind.ts';

/** Posts `run.started`, `verdict.reached` and `run.finished` as they are recorded, one after the other. */
export function openWebhook({ url, secret }: WebhookSettings, ports: SinkPorts): Courier {
  const letter = (run: string, event: Event, key: string): Letter => ({
    key,
    send: async (_kept, signal) => {
      const body = JSON.stringify(event);
      const headers = { ...signed(body, secret, ports.clock.wall()), 'x-firedrill-event': event.kind, 'x-firedrill-delivery': `${run}-${key}` };
      await deliver(ports.http, { method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body, signal });
      return undefined;
    },
  });
  const told = (event: Event): boolean => event.kind === 'verdict.reached';
  return letterCourier(ports, told, ({ started, events }) => numbered([started, ...events]).map(([key, event]) => letter(started.run, event, key)));
}

/** HMAC-SHA256 over `<timestamp>.<body>`: with the time in it, a message that somebody caught cannot be sent again later. */
function signed(body: string, secret: string, wall: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(between('1970-01-01T00:00:00Z', wall) / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-firedrill-timestamp': timestamp, 'x-firedrill-signature': `sha256=${signature}` };
}
