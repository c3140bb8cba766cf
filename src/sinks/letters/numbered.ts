import type { Event } from '../../domain/events.ts';

/** Each with a key of its own: its kind, and from the second of a kind on its number; a run that `firedrill restore` ended anew has two ends. */
export function numbered<E extends Event>(events: readonly E[]): readonly (readonly [string, E])[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const count = (seen.get(event.kind) ?? 0) + 1;
    seen.set(event.kind, count);
    return [count === 1 ? event.kind : `${event.kind}-${count}`, event] as const;
  });
}
