import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';
import { address, token } from '../letters/keys.ts';

const text = z.string().min(1);

const schema = z.strictObject({
  url: address('https://grafana.example').describe('The Grafana, with the path it is served under.'),
  token: token.describe('The token of a service account that may write annotations, as a reference: ${env:GRAFANA_TOKEN}.'),
  dashboard: text.optional().describe('The UID of the one dashboard to annotate; without it every dashboard that asks for the tags shows it.'),
  panel: z.int().min(1).optional().describe('The id of the one panel of that dashboard.'),
  tags: z.array(text.max(100)).max(5).default([]).describe('Tags beside those of the run.'),
});

export type GrafanaSettings = z.output<typeof schema>;

/** Annotations of Grafana: a region on every chart, from the start of a run to its end. */
export const grafanaKind: SinkKind<GrafanaSettings> = {
  type: 'grafana',
  about: 'marks a run as a region on the charts of Grafana',
  schema,
  load: async () => (await import('./courier.ts')).openGrafana,
};
