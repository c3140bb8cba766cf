/** What is normal: the numbers that "130 % of baseline" refers to, measured while nothing is injected. */
import type { Condition } from './condition.ts';
import type { SliFacts } from './events.ts';
import type { Experiment } from './experiment.ts';
import type { Refusal } from './plan.ts';
import type { Sample } from './sample.ts';
import { countSlot, lacking, noSlots, slotsIn, type Slots } from './slots.ts';
import { ms, type Ms } from './units.ts';
import { addSample, emptyWindow, valueOf, type Window } from './window.ts';

interface Entry {
  readonly facts: SliFacts;
  readonly window: Window;
  readonly slots: Slots;
  blind: string | undefined;
}

/** The window being measured, changed in place by `addToBaseline`. */
export interface BaselineWindow {
  readonly from: Ms;
  readonly until: Ms;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Baseline {
  readonly values: Readonly<Record<string, number>>;
  /** Why an SLI has none. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Opens the window: monotonic ms since the run started, after the warm-up. */
export function openBaseline(slis: readonly SliFacts[], from: Ms, until: Ms): BaselineWindow {
  const entry = (facts: SliFacts): [string, Entry] => [facts.name, { facts, window: emptyWindow(), slots: noSlots(), blind: undefined }];
  return { from, until, entries: new Map(slis.map(entry)) };
}

/** Adds a sample in place, if its whole interval lies in the window; a saturated one is no evidence. */
export function addToBaseline(baseline: BaselineWindow, sli: string, sample: Sample): void {
  const entry = baseline.entries.get(sli);
  if (entry === undefined || sample.from < baseline.from || sample.at > baseline.until) return;
  countSlot(entry.slots, sample);
  if (sample.kind === 'blind') entry.blind = sample.reason;
  else if (sample.saturated !== true) addSample(entry.window, sample);
}

/** The values, pooled where samples can be added up and otherwise their mean; an SLI with a blind sample or too few slots has none. */
export function measuredBaseline(baseline: BaselineWindow): Baseline {
  const values: Record<string, number> = {};
  const missing: Record<string, string> = {};
  for (const [name, entry] of baseline.entries) {
    const found = measure(entry, ms(baseline.until - baseline.from));
    if ('value' in found) values[name] = found.value;
    else missing[name] = found.none;
  }
  return { values, missing };
}

function measure(entry: Entry, time: Ms): { readonly value: number } | { readonly none: string } {
  if (entry.blind !== undefined) return { none: `blind: ${entry.blind}` };
  const why = lacking(entry.slots, slotsIn(time, entry.facts.every), time);
  return why === undefined ? valueOf(entry.window, entry.facts.poolable ? 'pooled' : 'mean') : { none: why };
}

type Conditions = Pick<Experiment, 'steadyState' | 'expect' | 'abort'>;

/** Why the run is refused: a relative bound whose baseline is missing, or is zero and has no slack; SLIs that none refers to do not matter. */
export function baselineProblems(experiment: Conditions, baseline: Baseline): readonly Refusal[] {
  const problems = relativeConditions(experiment).flatMap((condition) => problemOf(condition, baseline));
  return problems.filter(({ why }, index) => problems.findIndex((other) => other.why === why) === index);
}

function relativeConditions({ steadyState, expect, abort }: Conditions): readonly Condition[] {
  const expected = expect.flatMap((expectation) => ('condition' in expectation ? [expectation.condition] : []));
  return [...steadyState, ...expected, ...abort.map(({ condition }) => condition)].filter(({ bound }) => bound.kind === 'relative');
}

function problemOf({ sli, bound }: Condition, { values, missing }: Baseline): readonly Refusal[] {
  const value = values[sli];
  if (value === undefined) {
    const why = `${sli} has no baseline (${missing[sli] ?? 'it was not measured'}), and a condition refers to it.`;
    return [{ why, hint: `See that ${sli} is measured without a gap, or give the condition an absolute limit.` }];
  }
  if (value !== 0 || (bound.kind === 'relative' && bound.slack !== undefined)) return [];
  const why = `the baseline of ${sli} is 0, and a share of 0 is 0.`;
  return [{ why, hint: `Give the condition a slack ("130% of baseline or +…") or an absolute limit.` }];
}
