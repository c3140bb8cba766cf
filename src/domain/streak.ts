/** The patience of an abort condition: how much breach there must be before the run is halted. */
import type { AbortCondition } from './experiment.ts';
import type { Sample } from './sample.ts';
import { ms, type Ms } from './units.ts';

type Patience = AbortCondition['patience'];
/** One sampling slot: blind and pending ones take their place without saying anything. */
type Slot = { readonly at: Ms; readonly breached: boolean };

export interface Streak {
  /** Arrival of the first breaching sample of the streak; absent while there is none. */
  readonly since?: Ms;
  /** The latest breaching sample of it. */
  readonly latest?: { readonly at: Ms; readonly value: number };
  /** The last slots, for `count: 3 of 5`; never more than that many. */
  readonly slots: readonly Slot[];
}

export const noStreak: Streak = { slots: [] };

/**
 * The streak after one more sample. A blind or pending sample neither breaches nor clears: only a good one ends a streak.
 * Saturated samples count here: what is no evidence about the hypothesis may still be a reason to stop.
 */
export function advance(streak: Streak, sample: Sample, patience: Patience, breaches: (value: number) => boolean): Streak {
  const breached = sample.kind === 'good' && breaches(sample.value);
  const slots = remember(streak.slots, { at: sample.at, breached }, patience);
  if (sample.kind !== 'good') return { ...streak, slots };
  if (!breached) return { slots };
  return { since: streak.since ?? sample.at, latest: { at: sample.at, value: sample.value }, slots };
}

function remember(slots: readonly Slot[], slot: Slot, patience: Patience): readonly Slot[] {
  return patience.kind === 'count' ? [...slots, slot].slice(-patience.of) : [];
}

export interface Breach {
  /** When it began to be wrong: the first breaching sample that counts. */
  readonly since: Ms;
  readonly at: Ms;
  readonly value: number;
}

/** The breach that has outlasted the patience, as of the latest sample; `undefined` while there is still some left. */
export function exhausted(streak: Streak, patience: Patience): Breach | undefined {
  if (streak.latest === undefined || streak.since === undefined) return undefined;
  switch (patience.kind) {
    case 'at-once':
      return { since: streak.since, ...streak.latest };
    case 'for':
      return streak.latest.at - streak.since >= patience.for ? { since: streak.since, ...streak.latest } : undefined;
    case 'count':
      return counted(streak, streak.latest, patience.count);
  }
}

function counted(streak: Streak, latest: { readonly at: Ms; readonly value: number }, count: number): Breach | undefined {
  const breached = streak.slots.filter((slot) => slot.breached);
  const first = breached[0];
  if (first === undefined || breached.length < count) return undefined;
  return { since: ms(first.at), ...latest };
}
