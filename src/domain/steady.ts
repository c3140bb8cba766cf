/** Whether the steady state holds: before anything is injected, and again after everything is out. Unknown means no. */
import { compare, limitOf, type Condition } from './condition.ts';
import type { SliFacts } from './events.ts';
import type { Sample } from './sample.ts';
import { countSlot, lacking, noSlots, slotsIn } from './slots.ts';
import { ms, show, type Ms } from './units.ts';
import { addSample, emptyWindow, valueOf, type WindowValue } from './window.ts';
import { showMust } from './wording.ts';

/** Samples of the last few seconds, changed in place by `feed`; never longer than its span. */
export interface SteadyTracker {
  readonly conditions: readonly Condition[];
  readonly slis: ReadonlyMap<string, SliFacts>;
  /** No window begins before this instant. */
  readonly start: Ms;
  /** How long it must hold: 5 s, but at least two intervals of the slowest SLI, so that one lies inside whole. */
  readonly span: Ms;
  readonly samples: Map<string, Sample[]>;
  /** Why an SLI has been blind since its last good sample: such a stretch soon begins before every window, and lies whole in none. */
  readonly blind: Map<string, string>;
  /** Index of the condition that was asked last: one that did not hold is asked first the next time. */
  doubted: number;
}

export interface ConditionStatus {
  readonly condition: Condition;
  readonly status: 'held' | 'not held' | 'unknown';
  readonly value?: number;
  readonly limit?: number;
  /** `p99 412 ms, must be at most 300 ms`. */
  readonly text: string;
}

export interface SteadyStatus {
  readonly held: boolean;
  /** First instant of the window over which it holds. */
  readonly since?: Ms;
  readonly conditions: readonly ConditionStatus[];
}

export const holdTime = ms(5000);

/** How long a target that has just been started may take to settle. */
export const settling = ms(20_000);

/** Begins to track: `start` is the restore's end for recovery, the first sample for preflight. */
export function trackSteady(conditions: readonly Condition[], slis: readonly SliFacts[], start: Ms, hold: Ms = holdTime): SteadyTracker {
  const named = new Map(slis.map((sli) => [sli.name, sli]));
  const slowest = Math.max(0, ...conditions.map(({ sli }) => named.get(sli)?.every ?? 0));
  const samples = new Map(conditions.map(({ sli }) => [sli, []]));
  return { conditions, slis: named, start, span: ms(Math.max(hold, 2 * slowest)), samples, blind: new Map(), doubted: 0 };
}

/** Adds a sample in place and forgets those that no window can hold any more; ignores SLIs without a condition. */
export function feed(tracker: SteadyTracker, sli: string, sample: Sample): void {
  const samples = tracker.samples.get(sli);
  if (samples === undefined) return;
  if (sample.kind === 'blind') tracker.blind.set(sli, sample.reason);
  else if (sample.kind === 'good') tracker.blind.delete(sli);
  samples.push(sample);
  while (samples[0] !== undefined && samples[0].from < sample.at - tracker.span) samples.shift();
}

/**
 * The first instant of the window that ends `now`, if every condition holds over it. Asked at every sample, so it stops at the first
 * that does not and begins there the next time: a thousand conditions cost little more than one while they do not hold.
 */
export function heldSince(tracker: SteadyTracker, now: Ms, baseline: Readonly<Record<string, number>> = {}): Ms | undefined {
  const from = ms(now - tracker.span);
  if (from < tracker.start) return undefined;
  for (const _ of tracker.conditions) {
    const condition = tracker.conditions[tracker.doubted];
    if (condition !== undefined && !holds(tracker, condition, from, now, baseline[condition.sli])) return undefined;
    tracker.doubted = (tracker.doubted + 1) % tracker.conditions.length;
  }
  return from;
}

function holds(tracker: SteadyTracker, condition: Condition, from: Ms, now: Ms, baseline: number | undefined): boolean {
  const found = measure(tracker, condition, from, now);
  const limit = limitOf(condition.bound, baseline);
  return 'value' in found && limit !== undefined && compare(condition.comparator, found.value, limit);
}

/** Judges the window that ends `now`, in words; it holds only where every condition does, each with its numbers. */
export function steadyAt(tracker: SteadyTracker, now: Ms, baseline: Readonly<Record<string, number>> = {}): SteadyStatus {
  const from = ms(now - tracker.span);
  const conditions = tracker.conditions.map((condition) => judge(tracker, condition, from, now, baseline[condition.sli]));
  const held = from >= tracker.start && conditions.every(({ status }) => status === 'held');
  return held ? { held, since: from, conditions } : { held, conditions };
}

function judge(tracker: SteadyTracker, condition: Condition, from: Ms, now: Ms, baseline: number | undefined): ConditionStatus {
  const facts = tracker.slis.get(condition.sli);
  const dimension = facts?.unit.dimension ?? 'number';
  const must = showMust(condition, dimension, baseline);
  const found = measure(tracker, condition, from, now);
  const limit = limitOf(condition.bound, baseline);
  if ('none' in found) return { condition, status: 'unknown', text: `${condition.sli} unknown (${found.none}), ${must}` };
  const text = `${condition.sli} ${show(found.value, dimension)}, ${must}`;
  if (limit === undefined) return { condition, status: 'unknown', value: found.value, text: `${text}, and there is no baseline` };
  return { condition, status: compare(condition.comparator, found.value, limit) ? 'held' : 'not held', value: found.value, limit, text };
}

/** Only whole intervals count; one blind sample is enough not to know. */
function measure(tracker: SteadyTracker, condition: Condition, from: Ms, now: Ms): WindowValue {
  const every = tracker.slis.get(condition.sli)?.every ?? tracker.span;
  const window = emptyWindow();
  const slots = noSlots();
  let reason = tracker.blind.get(condition.sli);
  for (const sample of tracker.samples.get(condition.sli) ?? []) {
    if (sample.from < from || sample.at > now) continue;
    countSlot(slots, sample);
    if (sample.kind === 'blind') reason = sample.reason;
    else if (sample.saturated !== true) addSample(window, sample);
  }
  if (reason !== undefined) return { none: `blind: ${reason}` };
  const why = lacking(slots, slotsIn(tracker.span, every), tracker.span);
  return why === undefined ? valueOf(window, condition.as) : { none: why };
}
