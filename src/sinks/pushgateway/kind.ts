import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';
import { address, token } from '../letters/keys.ts';

const schema = z.strictObject({
  url: address('http://pushgateway:9091').describe('The Pushgateway; its API is found below it.'),
  job: z.string().min(1).default('firedrill').describe('The job label of what is pushed; with the experiment it is the grouping key.'),
  token: token.optional().describe('A bearer token for a proxy before it, as a reference: ${env:PUSHGATEWAY_TOKEN}.'),
});

export type PushgatewaySettings = z.output<typeof schema>;

/** Prometheus' Pushgateway, for runs of a one-shot job that nobody can scrape. */
export const pushgatewayKind: SinkKind<PushgatewaySettings> = {
  type: 'pushgateway',
  about: 'pushes the metrics of a run to a Pushgateway: which faults are in place, and how it ended',
  schema,
  load: async () => (await import('./courier.ts')).openPushgateway,
};
