/** What an expectation must have before it may be judged, and the sentence that says what is missing. */
import type { Judged } from '../verdict.ts';
import { lacking, slotsOf } from '../slots.ts';
import { showMs, type Ms } from '../units.ts';
import { expectedSlots, type Clip } from './presence.ts';
import type { DuringTrack, ThroughoutTrack, Track } from './tracks.ts';

/** What is known when judging: the limit in numbers, how long an SLI may be blind, and how the run stands. */
export interface Context {
  readonly limit: number | undefined;
  readonly blindLimit: Ms;
  readonly now: Ms;
  /** Why windows are incomplete, if they are: `the run was halted`. */
  readonly cut: string | undefined;
  readonly cutAt: Ms | undefined;
}

export interface Finding {
  readonly status: Judged['status'];
  readonly value?: number;
  readonly why?: string;
}

/** Why the window of `during` and `throughout` cannot be judged as a whole; `undefined` where it can. */
export function missingEvidence(track: DuringTrack | ThroughoutTrack, clip: Clip, { blindLimit, now, cut }: Context): string | undefined {
  const { segments, there } = track.presence;
  if (segments.length === 0) return cut === undefined ? 'the fault was never seen in place' : `${cut} before the fault was seen in place`;
  if (cut !== undefined) return `${cut} before its window was over`;
  if (there.size > 0) return 'the record ends while the fault is in place';
  if (segments.every(({ end }) => end !== undefined && end <= clip.from)) return settlingTooLong(track);
  return lacking(track.slots, expectedSlots(track.presence, clip, track.facts.every, now), blindLimit);
}

function settlingTooLong(track: DuringTrack | ThroughoutTrack): string {
  return `the fault was gone before the settling time of ${showMs(track.expectation.after)} was over`;
}

export function samplesOf({ slots }: Track, expected: number): Judged['samples'] {
  return { good: slots.good, blind: slots.blind, excluded: slots.excluded, slots: slotsOf(slots, expected) };
}
