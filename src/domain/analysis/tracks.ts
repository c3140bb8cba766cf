/** What each expectation remembers of the samples so far; the kinds differ, the evidence they count is the same. */
import type { Condition } from '../condition.ts';
import type { SliFacts } from '../events.ts';
import type { Expectation } from '../experiment.ts';
import { noSlots, type Slots } from '../slots.ts';
import { ms, type Ms } from '../units.ts';
import { emptyCounter, type Counter } from '../counter.ts';
import { emptyWindow, type Window } from '../window.ts';
import type { Presence } from './presence.ts';
import { noUnjudged, type Unjudged } from './unjudged.ts';

type Of<Kind extends Expectation['kind']> = Extract<Expectation, { readonly kind: Kind }>;

interface Common {
  readonly facts: SliFacts;
  /** The fault's presence that `of` names, or any fault's. */
  readonly presence: Presence;
  readonly slots: Slots;
}

export interface DuringTrack extends Common {
  readonly kind: 'during';
  readonly expectation: Of<'during'>;
  /** Of the evidence. */
  readonly window: Window;
  /** With the saturated samples too: where the two disagree, nothing is proven. */
  readonly everything: Window;
  /** What was on its way when the window closed. */
  readonly unjudged: Unjudged;
}

export interface Sighting {
  readonly at: Ms;
  readonly value: number;
}

export interface ThroughoutTrack extends Common {
  readonly kind: 'throughout';
  readonly expectation: Of<'throughout'>;
  breaches: number;
  /** When it was breached first. */
  first?: Ms;
  /** The value nearest to breaching, or furthest beyond. */
  extreme?: number;
  /** Saturated samples that would have been breaches. */
  suspects: number;
}

export interface EventuallyTrack extends Common {
  readonly kind: 'eventually';
  readonly expectation: Of<'eventually'>;
  readonly counter: Counter;
  anchor?: Ms;
  already: boolean;
  met?: Sighting;
  latest?: Sighting;
  /** Samples that would have met it, but are no evidence. */
  suspects: number;
}

export type Track = DuringTrack | ThroughoutTrack | EventuallyTrack;

/** An empty track; `recovery` has none, it is judged from its own events. */
export function trackOf(expectation: Exclude<Expectation, { kind: 'recovery' }>, facts: SliFacts, presence: Presence): Track {
  const common = { facts, presence, slots: noSlots() };
  switch (expectation.kind) {
    case 'during':
      return { kind: 'during', expectation, ...common, window: emptyWindow(), everything: emptyWindow(), unjudged: noUnjudged() };
    case 'throughout':
      return { kind: 'throughout', expectation, ...common, breaches: 0, suspects: 0 };
    case 'eventually':
      return { kind: 'eventually', expectation, ...common, counter: emptyCounter(), already: false, suspects: 0 };
  }
}

/** The window of `during` and `throughout`: settling time counts from its first instant, once. */
export function settled(track: DuringTrack | ThroughoutTrack): { readonly from: Ms } {
  return { from: ms((track.presence.segments[0]?.start ?? 0) + track.expectation.after) };
}

export const conditionOf = (track: Track): Condition => track.expectation.condition;
