/** When a fault was in place: the window of what is judged, with its gaps. */
import type { Sample } from '../sample.ts';
import { ms, type Ms } from '../units.ts';
import { slotsIn } from '../slots.ts';

export interface Segment {
  readonly start: Ms;
  /** Absent while it lasts. */
  end?: Ms;
}

/** The union over the injections it watches, changed in place. One segment a stretch: bounded by the rounds and the looks at them, not by the samples. */
export interface Presence {
  readonly segments: Segment[];
  readonly there: Set<number>;
}

export const absent = (): Presence => ({ segments: [], there: new Set() });

export function enter(presence: Presence, n: number, at: Ms): void {
  if (presence.there.size === 0) presence.segments.push({ start: at });
  presence.there.add(n);
}

export function leave(presence: Presence, n: number, at: Ms): void {
  if (presence.there.delete(n) && presence.there.size === 0) close(presence, at);
}

export function leaveAll(presence: Presence, at: Ms): void {
  if (presence.there.size > 0) close(presence, at);
  presence.there.clear();
}

function close(presence: Presence, at: Ms): void {
  const last = presence.segments.at(-1);
  if (last !== undefined) last.end = at;
}

export const firstPresent = (presence: Presence): Ms | undefined => presence.segments[0]?.start;

/** The part of the presence that counts; both ends in monotonic ms since the run started. */
export interface Clip {
  readonly from: Ms;
  readonly until?: Ms;
}

/** Where a sample's interval lies: wholly within one segment, across the beginning of one, or elsewhere. */
export function locate(presence: Presence, sample: Sample, clip: Clip): 'inside' | 'entering' | 'outside' {
  for (let index = presence.segments.length - 1; index >= 0; index -= 1) {
    const segment = presence.segments[index];
    if (segment === undefined || (segment.end !== undefined && segment.end < sample.from)) break;
    const { start, end } = clipped(segment, clip, ms(Infinity));
    if (start >= end) continue;
    if (sample.from >= start && sample.at <= end) return 'inside';
    if (sample.from < start && sample.at > start) return 'entering';
  }
  return 'outside';
}

function clipped(segment: Segment, clip: Clip, now: Ms): { readonly start: Ms; readonly end: Ms } {
  const end = Math.min(segment.end ?? now, clip.until ?? Infinity);
  return { start: ms(Math.max(segment.start, clip.from)), end: ms(end) };
}

/** How many sampling slots the clipped presence holds up to `now`, at least. */
export function expectedSlots(presence: Presence, clip: Clip, every: Ms, now: Ms): number {
  return presence.segments.reduce((sum, segment) => sum + lengthIn(segment, clip, every, now), 0);
}

function lengthIn(segment: Segment, clip: Clip, every: Ms, now: Ms): number {
  const { start, end } = clipped(segment, clip, now);
  return end > start ? slotsIn(ms(end - start), every) : 0;
}
