import type { SinkKind } from '../ports/sink.ts';
import { pushgatewayKind } from './pushgateway/kind.ts';
import { webhookKind } from './webhook/kind.ts';

/** Every sink a config may name. Listing one here loads what decides, never what delivers. */
export const sinkKinds: readonly SinkKind[] = [pushgatewayKind as SinkKind, webhookKind as SinkKind];
