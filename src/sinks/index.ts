import type { SinkKind } from '../ports/sink.ts';
import { webhookKind } from './webhook/kind.ts';

/** Every sink a config may name. Listing one here loads what decides, never what delivers. */
export const sinkKinds: readonly SinkKind[] = [webhookKind as SinkKind];
