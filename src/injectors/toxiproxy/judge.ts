/** Compares what a proxy shows with what a fault made of it. Pure. */
import type { ProxyAnswer, ToxicAnswer } from './answers.ts';
import type { ProxyFault } from './fault.ts';
import type { Undo } from './undo.ts';

export type Judgement =
  | { readonly kind: 'present' }
  /** There, but no longer as we made it: someone edited it. */
  | { readonly kind: 'changed'; readonly how: string }
  /** Not there; `moved` says where someone pointed the proxy meanwhile. */
  | { readonly kind: 'absent'; readonly moved?: string };

/** Whether the fault of `undo` is on `proxy`, and still as we made it. */
export function judge(undo: Undo, proxy: ProxyAnswer): Judgement {
  const moved = movedTo(undo, proxy);
  switch (undo.fault.kind) {
    case 'toxic':
      return judgeToxic(undo.fault, toxicOf(undo.name, proxy)) ?? { kind: 'absent', ...moved };
    case 'down':
      if (proxy.enabled) return { kind: 'absent', ...moved };
      return moved === undefined ? { kind: 'present' } : { kind: 'changed', how: moved.moved };
  }
}

const toxicOf = (name: string, { toxics }: ProxyAnswer): ToxicAnswer | undefined => toxics.find((toxic) => toxic.name === name);

function judgeToxic(ours: Extract<ProxyFault, { kind: 'toxic' }>, seen: ToxicAnswer | undefined): Judgement | undefined {
  if (seen === undefined) return undefined;
  const how = differences(ours, seen);
  return how.length === 0 ? { kind: 'present' } : { kind: 'changed', how: how.join(', ') };
}

function differences(ours: Extract<ProxyFault, { kind: 'toxic' }>, seen: ToxicAnswer): readonly string[] {
  const attributes = seen.attributes !== null && typeof seen.attributes === 'object' && !Array.isArray(seen.attributes) ? seen.attributes : {};
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['type', seen.type, ours.type],
    ['stream', seen.stream, ours.stream],
    // The server keeps it as a float32: 0.3 may come back as 0.30000001.
    ['toxicity', Math.fround(seen.toxicity), Math.fround(ours.toxicity)],
    ...Object.entries(ours.attributes).map(([key, value]) => [key, attributes[key], value] as const),
  ];
  return pairs.filter(([, is, was]) => is !== was).map(([key, is, was]) => `${key} is ${String(is)}, not ${String(was)}`);
}

function movedTo(undo: Undo, proxy: ProxyAnswer): { moved: string } | undefined {
  const { listen, upstream } = undo.before;
  if (proxy.listen === listen && proxy.upstream === upstream) return undefined;
  return { moved: `it goes from ${proxy.listen} to ${proxy.upstream} now, not from ${listen} to ${upstream}` };
}
