/** All that a verdict needs of the events so far: plain data, flat in memory, changed in place by the fold. */
import type { Phase, RunStarted, SliFacts } from '../events.ts';
import type { LoadStats } from '../load-stats.ts';
import type { Leftover, Refusal } from '../plan.ts';
import type { Sample } from '../sample.ts';
import type { Who } from '../undo.ts';
import { ms, type Ms } from '../units.ts';
import type { Verdict } from '../verdict.ts';
import { absent, type Presence } from './presence.ts';
import type { Track } from './tracks.ts';

/** One injection; rounds of one fault are several. */
export interface Injection {
  readonly fault: string;
  readonly n: number;
  targets: readonly string[];
  prepared: boolean;
  injected: boolean;
  presentAt?: Ms;
  /** The last look that saw it in place, and how many in a row could not say so since. */
  seenAt?: Ms;
  unsure?: number;
  /** The longest that nobody could see it in place, where that was more than one look. */
  outOfSight?: Ms;
  restoringAt?: Ms;
  /** When it was seen to be gone: restored, vanished, or healed. */
  goneAt?: Ms;
  /** When what heals by itself had. */
  healedAt?: Ms;
  vanished?: string;
  failed?: string;
  /** Why the act changed nothing. */
  refused?: readonly Refusal[];
  hits?: number;
  end?: End;
}

export type End =
  | { readonly kind: 'restored'; readonly took: Ms; readonly by: Who; readonly note?: string }
  | { readonly kind: 'left'; readonly by: Who; readonly left: readonly Leftover[] }
  | { readonly kind: 'forgotten'; readonly by: Who; readonly reason: string };

/** What the report says of an SLI, and the last samples that a window may have to begin with. */
export interface Tally {
  readonly facts: SliFacts;
  min: number;
  max: number;
  good: number;
  blind: number;
  saturated: number;
  latest?: Sample;
  /** The last good one, where a counter's increase begins. */
  latestGood?: Sample;
}

export interface Stop {
  readonly at: Ms;
  /** Before every fault had had its time: the windows are incomplete. */
  readonly early: boolean;
  readonly words: 'the run was halted' | 'the run failed' | 'a fault vanished' | 'a fault failed' | 'a fault was refused';
}

export interface Analysis {
  started?: RunStarted;
  now: Ms;
  phase?: Phase;
  baseline: Readonly<Record<string, number>>;
  readonly slis: Map<string, Tally>;
  readonly injections: Map<number, Injection>;
  readonly anyFault: Presence;
  readonly ofFault: Map<string, Presence>;
  readonly tracks: Track[];
  readonly tracksOf: Map<string, Track[]>;
  refusals: readonly Refusal[];
  halt?: Verdict['halt'];
  /** A halt, a bug of ours, a fault that vanished or failed: nothing after it is part of the hypothesis. */
  stopped?: Stop;
  restoredAt?: Ms;
  recovery?: Verdict['recovery'];
  toolFailure?: string;
  readonly loads: Map<string, LoadStats>;
  readonly notes: string[];
  moreNotes: number;
}

/** An analysis of nothing yet. */
export function begin(): Analysis {
  return {
    now: ms(0),
    baseline: {},
    slis: new Map(),
    injections: new Map(),
    anyFault: absent(),
    ofFault: new Map(),
    tracks: [],
    tracksOf: new Map(),
    refusals: [],
    loads: new Map(),
    notes: [],
    moreNotes: 0,
  };
}
