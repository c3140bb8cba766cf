/** One number over the time the fault is there. */
import { compare, type Aggregate, type Comparator } from '../condition.ts';
import type { Sample } from '../sample.ts';
import { countSlot, interrupt, isSaturated } from '../slots.ts';
import { countUp, rebase } from '../counter.ts';
import { addSample, valueOf } from '../window.ts';
import { missingEvidence, type Context, type Finding } from './evidence.ts';
import { locate } from './presence.ts';
import { settled, type DuringTrack } from './tracks.ts';
import { closeOver, settle, worstCase } from './unjudged.ts';

/** Takes one more sample into account: pooled only where its whole interval lies inside. */
export function sampleDuring(track: DuringTrack, sample: Sample): void {
  const where = locate(track.presence, sample, settled(track));
  if (where !== 'inside') return pass(track, sample, where);
  countSlot(track.slots, sample);
  addSample(track.everything, sample);
  closeOver(track.unjudged, sample);
  if (!isSaturated(sample)) addSample(track.window, sample);
}

/** A counter's increase begins at its last value before the window, so that what rises with the fault is not missed. */
function pass(track: DuringTrack, sample: Sample, where: 'entering' | 'outside'): void {
  interrupt(track.slots);
  const note = where === 'entering' ? countUp : rebase;
  note(track.window.counter, sample);
  note(track.everything.counter, sample);
  if (where === 'outside') settle(track.unjudged, sample);
}

export function judgeDuring(track: DuringTrack, context: Context): Finding {
  const { comparator, as } = track.expectation.condition;
  const { limit } = context;
  const found = valueOf(track.window, as);
  const value = 'value' in found ? { value: found.value } : {};
  if (limit === undefined) return { status: 'undecided', ...value, why: 'there is no baseline to hold it against' };
  if ('value' in found && irrevocable(as, comparator, found.value, limit)) return { status: 'broken', ...value };
  const why = missingEvidence(track, settled(track), context);
  if (why !== undefined) return { status: 'undecided', ...value, why };
  if ('none' in found) return { status: 'undecided', why: found.none };
  if (!compare(comparator, found.value, limit)) return { status: 'broken', ...value };
  return { ...doubt(track, limit), ...value };
}

/** Refuted whatever the rest of the window would have brought: a maximum never falls again. */
function irrevocable(as: Aggregate, comparator: Comparator, value: number, limit: number): boolean {
  if (compare(comparator, value, limit)) return false;
  const capped = comparator === 'at-most' || comparator === 'below' || comparator === 'equals';
  const floored = comparator === 'at-least' || comparator === 'above' || comparator === 'equals';
  if (as === 'max' || as === 'increase') return capped && value >= limit;
  return as === 'min' && floored && value <= limit;
}

/** Met by the evidence; but where the saturated samples, or the requests not judged yet, say otherwise, nobody knows. */
function doubt(track: DuringTrack, limit: number): Finding {
  const { comparator, as } = track.expectation.condition;
  const everything = valueOf(track.everything, as);
  const agrees = 'none' in everything || compare(comparator, everything.value, limit);
  if (!agrees) return { status: 'undecided', why: 'samples of a saturated load generator say otherwise, and are no evidence' };
  const worst = as === 'pooled' ? worstCase(track.window, track.unjudged) : undefined;
  if (worst === undefined || compare(comparator, worst, limit)) return { status: 'met' };
  return { status: 'undecided', why: 'requests still on their way when the window closed could say otherwise' };
}
