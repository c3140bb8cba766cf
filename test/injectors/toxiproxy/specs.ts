/** One fault of every type, as a file would state it. */
import type { JsonObject } from '../../../src/domain/json.ts';
import { toxiproxyKinds } from '../../../src/injectors/toxiproxy/kinds.ts';
import type { InjectorKind } from '../../../src/ports/injector.ts';

const keys: Readonly<Record<string, JsonObject>> = {
  'toxiproxy.latency': { latency: '200ms', jitter: '10ms' },
  'toxiproxy.bandwidth': { rate: '10KB/s', stream: 'upstream' },
  'toxiproxy.slow-close': { delay: '500ms' },
  'toxiproxy.timeout': { timeout: '300ms' },
  'toxiproxy.reset-peer': { timeout: '100ms' },
  'toxiproxy.slicer': { 'average-size': '64B', 'size-variation': '16B', delay: '0.5ms', toxicity: '30%' },
  'toxiproxy.limit-data': { bytes: '1KiB' },
  'toxiproxy.down': {},
};

export function kindOf(type: string): InjectorKind {
  const kind = toxiproxyKinds.find((one) => one.type === type);
  if (kind === undefined) throw new Error(`no kind ${type}`);
  return kind;
}

/** The spec of a type on proxy "payments", with other keys where given. */
export function specOf(type: string, other: JsonObject = keys[type] ?? {}): JsonObject {
  return kindOf(type).schema.parse({ proxy: 'payments', ...other });
}

export const types: readonly string[] = toxiproxyKinds.map((kind) => kind.type);
