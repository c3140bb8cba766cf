import type { SinkKind } from '../ports/sink.ts';
import { githubKind } from './github/kind.ts';
import { grafanaKind } from './grafana/kind.ts';
import { opentelemetryKind } from './opentelemetry/kind.ts';
import { pagerdutyKind } from './pagerduty/kind.ts';
import { pushgatewayKind } from './pushgateway/kind.ts';
import { slackKind } from './slack/kind.ts';
import { webhookKind } from './webhook/kind.ts';

/** Every sink a config may name. Listing one here loads what decides, never what delivers. */
export const sinkKinds: readonly SinkKind[] = [
  githubKind as SinkKind,
  grafanaKind as SinkKind,
  opentelemetryKind as SinkKind,
  pagerdutyKind as SinkKind,
  pushgatewayKind as SinkKind,
  slackKind as SinkKind,
  webhookKind as SinkKind,
];
