import { createHmac } from 'node:crypto';
import type { SinkKind } from '../../../src/ports/sink.ts';
import { webhookKind } from '../../../src/sinks/webhook/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { httpReceiver, type Taken } from '../receiver.ts';

const secret = 'canary-of-the-webhook';

/** As docs/sinks.md tells receivers to do it. */
function genuine({ headers, body }: Taken): boolean {
  const signature = createHmac('sha256', secret)
    .update(`${String(headers['x-firedrill-timestamp'])}.${body}`)
    .digest('hex');
  return headers['x-firedrill-signature'] === `sha256=${signature}`;
}

sinkContract('webhook', {
  kind: webhookKind as SinkKind,
  receiver: () => httpReceiver((taken) => (genuine(taken) ? { words: String(taken.headers['x-firedrill-event']) } : { status: 401 })),
  settings: ({ address }) => ({ url: `${address}/drills`, secret }),
  whole: ['run.started', 'verdict.reached', 'run.finished'],
  anew: ['verdict.reached', 'run.finished'],
});
