/** At some moment within a time from its anchor: the fault observed present, or everything out again. */
import { compare } from '../condition.ts';
import type { Sample } from '../sample.ts';
import { countSlot, isSaturated, lacking, slotsIn } from '../slots.ts';
import { ms, showMs, type Ms } from '../units.ts';
import { countUp, rebase } from '../counter.ts';
import { several } from '../wording.ts';
import type { Context, Finding } from './evidence.ts';
import { locate } from './presence.ts';
import type { Tally } from './state.ts';
import type { EventuallyTrack } from './tracks.ts';

/** Sets the anchor, once. Already true at the anchor counts: by the latest sample, if that one is good and not stale. */
export function anchor(track: EventuallyTrack, at: Ms, tally: Tally | undefined, limit: number | undefined): void {
  if (track.anchor !== undefined) return;
  track.anchor = at;
  if (tally?.latestGood !== undefined) rebase(track.counter, tally.latestGood);
  const value = valueAtAnchor(track, at, tally);
  if (value === undefined || limit === undefined || !compare(track.expectation.condition.comparator, value, limit)) return;
  track.already = true;
  track.met = { at, value };
}

function valueAtAnchor(track: EventuallyTrack, at: Ms, tally: Tally | undefined): number | undefined {
  const latest = tally?.latest;
  if (latest?.kind !== 'good' || isSaturated(latest) || at - latest.at > 2 * track.facts.every) return undefined;
  return track.expectation.condition.as === 'increase' ? 0 : latest.value;
}

/** Takes one more sample into account. `heals`: after a fault that ends by itself, what follows its end is its consequence, and evidence. */
export function sampleEventually(track: EventuallyTrack, sample: Sample, limit: number | undefined, heals: boolean): void {
  const { anchor: from, met } = track;
  if (from === undefined || met !== undefined || sample.from < from || sample.at > deadline(track, from)) return;
  const excluded = isSaturated(sample) || !(heals || inPlace(track, sample, from));
  countSlot(track.slots, sample, excluded);
  if (sample.kind !== 'good') return;
  const value = valueIn(track, sample);
  const sighting = { at: sample.at, value };
  const satisfied = limit !== undefined && compare(track.expectation.condition.comparator, value, limit);
  if (excluded) track.suspects += satisfied ? 1 : 0;
  else track.latest = sighting;
  if (satisfied && !excluded) track.met = sighting;
}

function inPlace(track: EventuallyTrack, sample: Sample, from: Ms): boolean {
  return track.expectation.from === 'restore' || locate(track.presence, sample, { from }) === 'inside';
}

/** A counter is judged by its increase since the anchor, so that nothing passes unseen between two samples. */
function valueIn(track: EventuallyTrack, sample: Sample & { readonly kind: 'good' }): number {
  countUp(track.counter, sample);
  return track.expectation.condition.as === 'increase' ? track.counter.increase : sample.value;
}

export const deadline = (track: EventuallyTrack, from: Ms): Ms => ms(from + track.expectation.within);

const anchorName = (track: EventuallyTrack): string => (track.expectation.from === 'restore' ? 'everything was restored' : 'the fault was seen in place');

export function judgeEventually(track: EventuallyTrack, context: Context): Finding {
  const { anchor: from, met, latest } = track;
  if (context.limit === undefined) return { status: 'undecided', why: 'there is no baseline to hold it against' };
  if (from === undefined) return { status: 'undecided', why: `${context.cut ?? 'the record ends'} before ${anchorName(track)}` };
  if (met !== undefined) return { status: 'met', value: met.value, why: whenMet(track, met.at - from) };
  const value = latest === undefined ? {} : { value: latest.value };
  const why = undecided(track, from, context);
  return why === undefined ? { status: 'broken', ...value, why: `not once in ${showMs(track.expectation.within)}` } : { status: 'undecided', ...value, why };
}

const whenMet = (track: EventuallyTrack, after: number): string =>
  track.already ? `already true when ${anchorName(track)}` : `${showMs(after)} after ${anchorName(track)}`;

function undecided(track: EventuallyTrack, from: Ms, { now, cut, cutAt, blindLimit }: Context): string | undefined {
  const { within } = track.expectation;
  const cutShort = track.expectation.from === 'inject' && cutAt !== undefined && cutAt < deadline(track, from);
  if (cutShort) return `${cut} before its ${showMs(within)} were over`;
  if (now < deadline(track, from)) return `the record ends before its ${showMs(within)} were over`;
  const why = lacking(track.slots, slotsIn(within, track.facts.every), blindLimit);
  if (why !== undefined || track.suspects === 0) return why;
  return `${several(track.suspects, 'sample')} would have met it, but can be no evidence`;
}
