/** Every sample of the time the fault is there; a breach counts even when it heals. */
import { compare, type Comparator } from '../condition.ts';
import type { Sample } from '../sample.ts';
import { countSlot, interrupt, isSaturated } from '../slots.ts';
import { showMs } from '../units.ts';
import { several } from '../wording.ts';
import { missingEvidence, type Context, type Finding } from './evidence.ts';
import { locate } from './presence.ts';
import { settled, type ThroughoutTrack } from './tracks.ts';

/** Takes one more sample into account; a saturated one is no evidence, but is remembered where it would have been a breach. */
export function sampleThroughout(track: ThroughoutTrack, sample: Sample, limit: number | undefined): void {
  if (locate(track.presence, sample, settled(track)) !== 'inside') return interrupt(track.slots);
  countSlot(track.slots, sample);
  if (sample.kind === 'good' && limit !== undefined) weigh(track, sample, limit);
}

function weigh(track: ThroughoutTrack, sample: Sample & { readonly kind: 'good' }, limit: number): void {
  const { comparator } = track.expectation.condition;
  const { at, value } = sample;
  const breaches = !compare(comparator, value, limit);
  if (isSaturated(sample)) {
    if (breaches) track.suspects += 1;
    return;
  }
  if (worse(comparator, value, track.extreme, limit)) track.extreme = value;
  if (!breaches) return;
  track.breaches += 1;
  track.first ??= at;
}

/** Nearer to the wrong side than any sample before. */
function worse(comparator: Comparator, value: number, extreme: number | undefined, limit: number): boolean {
  if (extreme === undefined) return true;
  switch (comparator) {
    case 'at-least':
    case 'above':
      return value < extreme;
    case 'at-most':
    case 'below':
      return value > extreme;
    case 'equals':
      return Math.abs(value - limit) > Math.abs(extreme - limit);
  }
}

export function judgeThroughout(track: ThroughoutTrack, context: Context): Finding {
  const value = track.extreme === undefined ? {} : { value: track.extreme };
  if (context.limit === undefined) return { status: 'undecided', why: 'there is no baseline to hold it against' };
  if (track.first !== undefined) return { status: 'broken', ...value, why: whenBroken(track, track.first) };
  const why = missingEvidence(track, settled(track), context);
  if (why !== undefined) return { status: 'undecided', ...value, why };
  if (track.suspects === 0) return { status: 'met', ...value };
  return { status: 'undecided', ...value, why: `${several(track.suspects, 'sample')} of a saturated load generator would be a breach, and no evidence` };
}

function whenBroken(track: ThroughoutTrack, at: number): string {
  const start = track.presence.segments[0]?.start ?? at;
  const share = `${track.breaches} of ${several(track.slots.good, 'sample')}`;
  return `${share}, the first ${showMs(at - start)} after the fault was seen in place`;
}
