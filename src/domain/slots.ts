/** Whether there is evidence enough: how many of a window's sampling slots told something, and how long they told nothing. */
import { blindAfter, blindFor, sighted, type Blindness } from './blindness.ts';
import type { Sample } from './sample.ts';
import { ms, showMs, type Ms } from './units.ts';

/** An accumulator, changed in place by `countSlot`. */
export interface Slots {
  good: number;
  /** Nothing was due for judgement: such a slot is neither missing nor evidence. */
  pending: number;
  blind: number;
  /** No evidence about the target: the load generator was saturated, or the fault was not in place. */
  excluded: number;
  blindness: Blindness;
  longestBlind: Ms;
}

export const noSlots = (): Slots => ({ good: 0, pending: 0, blind: 0, excluded: 0, blindness: sighted, longestBlind: ms(0) });

/** Counts one sample of the window in place. */
export function countSlot(slots: Slots, sample: Sample, excluded = isSaturated(sample)): void {
  slots[excluded ? 'excluded' : sample.kind] += 1;
  slots.blindness = blindAfter(slots.blindness, sample);
  slots.longestBlind = ms(Math.max(slots.longestBlind, blindFor(slots.blindness)));
}

/** The window has a gap here: blindness before it does not go on after it. */
export function interrupt(slots: Slots): void {
  slots.blindness = sighted;
}

export const isSaturated = (sample: Sample): boolean => sample.kind !== 'blind' && sample.saturated === true;

/** Whole sampling intervals that lie in a stretch of time wherever it begins between two samples. */
export function slotsIn(time: Ms, every: Ms): number {
  return Math.max(0, Math.floor(time / every) - 1);
}

/** All slots of a window that holds at least `expected`, those that came and those that should have. */
export function slotsOf(slots: Slots, expected: number): number {
  return Math.max(expected, slots.good + slots.pending + slots.blind + slots.excluded);
}

const enough = 0.8;

/** Why a window cannot be judged: no good sample, blind for longer than allowed, or fewer than 80 % of its slots good; `undefined` where it can. */
export function lacking(slots: Slots, expected: number, blindLimit: Ms): string | undefined {
  const due = slotsOf(slots, expected) - slots.pending;
  if (slots.longestBlind > blindLimit) return `blind for ${showMs(slots.longestBlind)}, longer than ${showMs(blindLimit)}`;
  if (slots.good > 0 && slots.good >= enough * due) return undefined;
  const counts = `${slots.good} of ${due} slots good (${reasons(slots, due)})`;
  return slots.good === 0 ? `no good sample: ${counts}` : `${counts}, fewer than 80 %`;
}

function reasons(slots: Slots, due: number): string {
  const missing = due - slots.good - slots.blind - slots.excluded;
  return `${slots.blind} blind, ${slots.excluded} no evidence, ${missing} missing`;
}
