/**
 * The judging rules once more, slow and plain: every sample is kept in a list, and each rule is read straight from the design.
 * It shares no code with src/domain, only types, so that the two can disagree.
 */
import type { Condition } from '../../src/domain/condition.ts';
import type { Event, RunStarted, SliFacts } from '../../src/domain/events.ts';
import type { Expectation } from '../../src/domain/experiment.ts';
import type { Sample } from '../../src/domain/sample.ts';

type Status = 'met' | 'broken' | 'undecided';
export interface NaiveJudged {
  id: string;
  status: Status;
  value?: number;
}
export interface NaiveVerdict {
  outcome: string;
  expectations: NaiveJudged[];
}
type Stretch = [number, number];
type Good = Extract<Sample, { kind: 'good' }>;

const holds = (comparator: Condition['comparator'], value: number, limit: number): boolean =>
  ({ 'at-least': value >= limit, 'at-most': value <= limit, above: value > limit, below: value < limit, equals: value === limit })[comparator];

export function percentile(values: number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted.find((value) => sorted.filter((other) => other <= value).length >= quantile * sorted.length - 1e-9);
  return least ?? NaN;
}

export function naiveValue(samples: readonly Good[], as: Condition['as'], base?: number): number | undefined {
  const values = samples.map(({ value }) => value);
  if (values.length === 0) return undefined;
  if (as === 'mean') return values.reduce((a, b) => a + b, 0) / values.length;
  if (as === 'max') return Math.max(...values);
  if (as === 'min') return Math.min(...values);
  if (as === 'last') return values.at(-1);
  if (as === 'increase') return increase(base === undefined ? values : [base, ...values]);
  const pools = samples.flatMap(({ pool }) => (pool === undefined ? [] : [pool]));
  const sum = (pick: (pool: (typeof pools)[number]) => number): number => pools.map(pick).reduce((a, b) => a + b, 0);
  if (pools[0]?.kind === 'ratio') {
    const total = sum((pool) => (pool.kind === 'ratio' ? pool.total : 0));
    return total === 0 ? undefined : sum((pool) => (pool.kind === 'ratio' ? pool.good : 0)) / total;
  }
  if (pools[0]?.kind === 'per') {
    const below = sum((pool) => (pool.kind === 'per' ? pool.denominator : 0));
    return below === 0 ? undefined : sum((pool) => (pool.kind === 'per' ? pool.numerator : 0)) / below;
  }
  if (pools[0]?.kind !== 'histogram') return undefined;
  const all = pools.flatMap((pool) => (pool.kind === 'histogram' ? pool.counts.flatMap(([value, count]) => Array<number>(count).fill(value)) : []));
  return all.length === 0 ? undefined : percentile(all, pools[0].quantile);
}

function increase(values: readonly number[]): number {
  return values.slice(1).reduce((sum, value, index) => sum + (value >= (values[index] ?? 0) ? value - (values[index] ?? 0) : value), 0);
}

type End = Extract<Event, { kind: 'fault.restored' | 'fault.left' | 'fault.forgotten' }>;
const isEnd = (event: Event): event is End => ['fault.restored', 'fault.left', 'fault.forgotten'].includes(event.kind);
const byRunner = (event: End): boolean => event.kind !== 'fault.forgotten' && event.by === 'runner';

/** Whether every fault that was prepared is, by the last that was said of it, seen gone. */
const allOut = (events: readonly Event[]): boolean =>
  events.every(
    (event) =>
      event.kind !== 'fault.prepared' || wasRefused(events, event.n) || events.filter(isEnd).findLast(({ n }) => n === event.n)?.kind === 'fault.restored',
  );

const wasRefused = (events: readonly Event[], n: number): boolean => events.some((event) => event.kind === 'fault.refused' && event.n === n);

/** A run is halted by its own event, or by someone else who ends a fault that the runner should have ended. */
function haltOf(events: readonly Event[]): Event | undefined {
  return events.find((event, index) => {
    if (event.kind === 'run.halted') return true;
    if (!isEnd(event) || byRunner(event)) return false;
    return !events
      .slice(0, index)
      .filter(isEnd)
      .some(({ n }) => n === event.n);
  });
}

/** A bug of ours ends the windows like a halt, and so does a fault that vanishes or fails. */
function stopOf(events: readonly Event[]): Event | undefined {
  const halt = haltOf(events);
  return events.find((event) => event === halt || ['tool.failed', 'fault.vanished', 'fault.failed', 'fault.refused'].includes(event.kind));
}

/** The looks that could not say that an injection is in place, each with the time of the last that could, as long as it should be. */
function unsureLooks(events: readonly Event[], facts: RunStarted, n: number): { look: Event; seenAt: number; before: number }[] {
  const stop = stopOf(events);
  const lived = stop === undefined ? events : events.slice(0, events.indexOf(stop));
  const its = lived.filter((event) => 'n' in event && event.n === n);
  const from = its.findIndex(({ kind }) => kind === 'fault.present');
  const until = its.findIndex((event) => event.kind === 'fault.restoring' || isEnd(event));
  const looks = from < 0 ? [] : its.slice(from, until < 0 ? undefined : until);
  const clear = (event: Event): boolean => event.kind === 'fault.present' || (event.kind === 'fault.observed' && event.observation.presence === 'present');
  const unsure = (event: Event): boolean => {
    if (event.kind !== 'fault.observed') return false;
    const fault = facts.faults.find(({ name }) => name === event.fault);
    if (fault === undefined || fault.healsByItself) return false;
    return event.observation.presence === 'partly' || (event.observation.presence === 'unknown' && fault.effect !== 'unprovable');
  };
  return looks.flatMap((look, index) => {
    if (!unsure(look)) return [];
    const last = looks.slice(0, index).findLastIndex(clear);
    return [{ look, seenAt: looks[last]?.at ?? look.at, before: looks.slice(last + 1, index).filter(unsure).length }];
  });
}

/** When any of the named faults was in place. */
function stretches(events: readonly Event[], facts: RunStarted, of: string | undefined): Stretch[] {
  const result: Stretch[] = [];
  const there = new Set<number>();
  const once = new Set<number>();
  const over = new Set<number>();
  const halt = stopOf(events);
  let halted = false;
  for (const event of events) {
    const before = there.size;
    if (event === halt) {
      halted = true;
      there.clear();
    }
    if (event.kind.startsWith('fault.') && 'fault' in event && (of === undefined || event.fault === of)) {
      const heals = facts.faults.some(({ name, healsByItself }) => name === event.fault && healsByItself);
      const seen = event.kind === 'fault.observed' ? event.observation.presence : undefined;
      if (event.kind === 'fault.present' && !halted) there.add(event.n);
      if (event.kind === 'fault.present') once.add(event.n);
      if (seen === 'present' && once.has(event.n) && !over.has(event.n) && !halted) there.add(event.n);
      if (seen === 'absent' && once.has(event.n) && !heals) there.delete(event.n);
      if (seen === 'absent' && once.has(event.n) && heals) over.add(event.n);
      if (unsureLooks(events, facts, event.n).some(({ look, before: others }) => look === event && others > 0)) there.delete(event.n);
      if (event.kind === 'fault.restoring') over.add(event.n);
      if (event.kind === 'fault.restoring') there.delete(event.n);
      if (isEnd(event) || ['fault.vanished', 'fault.failed'].includes(event.kind)) {
        there.delete(event.n);
        over.add(event.n);
      }
    }
    if (before === 0 && there.size > 0) result.push([event.at, Infinity]);
    const last = result.at(-1);
    if (before > 0 && there.size === 0 && last !== undefined) last[1] = event.at;
  }
  return result;
}

interface World {
  events: readonly Event[];
  facts: RunStarted;
  baseline: Readonly<Record<string, number>>;
  now: number;
  stopAt: number | undefined;
  cut: boolean;
}

function look(events: readonly Event[]): World {
  const facts = events.find((event) => event.kind === 'run.started');
  if (facts?.kind !== 'run.started') throw new Error('no start');
  const measured = events.findLast((event) => event.kind === 'baseline.measured');
  const stop = stopOf(events);
  const stopAt = stop?.at;
  const lived = stop === undefined ? events : events.slice(0, events.indexOf(stop));
  const phase = lived.findLast((event) => event.kind === 'phase.entered');
  const late = phase?.kind === 'phase.entered' && ['restore', 'recovery'].includes(phase.phase);
  const open = stretches(lived, facts, undefined).some(([, end]) => end === Infinity);
  const now = Math.max(...events.map((event) => event.at));
  return {
    events,
    facts,
    baseline: measured?.kind === 'baseline.measured' ? measured.values : {},
    now,
    stopAt,
    cut: stop !== undefined && (open || !late || ['fault.vanished', 'fault.failed', 'fault.refused'].includes(stop.kind)),
  };
}

function limitOf(world: World, { bound, sli }: Condition): number | undefined {
  if (bound.kind === 'absolute') return bound.value;
  const normal = world.baseline[sli];
  if (normal === undefined) return undefined;
  if (bound.slack === undefined) return normal === 0 ? undefined : normal * bound.ratio;
  const both = [normal * bound.ratio, normal + bound.slack];
  return bound.slack < 0 ? Math.min(...both) : Math.max(...both);
}

const samplesOf = (world: World, sli: string): Sample[] =>
  world.events.flatMap((event) => (event.kind === 'sli.sampled' && event.sli === sli ? [event.sample] : []));
const isGood = (sample: Sample): sample is Good => sample.kind === 'good';
const saturated = (sample: Sample): boolean => sample.kind !== 'blind' && sample.saturated === true;

function sliOf({ facts }: World, condition: Condition): SliFacts {
  const found = facts.slis.find(({ name }) => name === condition.sli);
  if (found === undefined) throw new Error(`no SLI ${condition.sli}`);
  return found;
}

/** Fewer than 80 % of the slots, or blind for longer than the limit. */
function tooLittle(
  world: World,
  { every, scrapeInterval = every }: SliFacts,
  all: readonly (readonly Sample[])[],
  excluded: (sample: Sample) => boolean,
  expected: number,
): boolean {
  const flat = all.flat();
  const evidence = flat.filter((sample) => isGood(sample) && !excluded(sample)).length;
  const pending = flat.filter((sample) => sample.kind === 'pending' && !excluded(sample)).length;
  const due = Math.max(expected, flat.length) - pending;
  const longest = Math.max(0, ...all.map(longestBlind));
  return evidence === 0 || evidence < 0.8 * due || longest > Math.max(world.facts.limits.blind, 2 * every, 2 * scrapeInterval);
}

function longestBlind(samples: readonly Sample[]): number {
  return Math.max(
    0,
    ...samples.map((last, index) => {
      if (last.kind !== 'blind') return 0;
      const first = samples.slice(0, index + 1).findLastIndex((one) => one.kind !== 'blind') + 1;
      return last.at - (samples[first]?.from ?? last.at);
    }),
  );
}

const slotsIn = (time: number, every: number): number => (time <= 0 ? 0 : Math.max(0, Math.floor(time / every) - 1));

function window(world: World, expectation: Extract<Expectation, { kind: 'during' | 'throughout' }>) {
  const whole = stretches(world.events, world.facts, expectation.of);
  const from = (whole[0]?.[0] ?? 0) + expectation.after;
  const parts = whole.map(([start, end]): Stretch => [Math.max(start, from), end]).filter(([start, end]) => end > start);
  const all = samplesOf(world, expectation.condition.sli);
  const inside = (sample: Sample): number => parts.findIndex(([start, end]) => sample.from >= start && sample.at <= end);
  const runs: Sample[][] = [];
  all.forEach((sample, index) => {
    if (inside(sample) < 0) return;
    const before = all[index - 1];
    if (before !== undefined && inside(before) >= 0) runs.at(-1)?.push(sample);
    else runs.push([sample]);
  });
  return { whole, parts, all, inside, runs };
}

/** What the counter rose by over every interval that lies in a stretch or reaches into one from before it. */
function increaseIn({ parts, all, inside }: ReturnType<typeof window>, counts: (sample: Sample) => boolean): number {
  const entering = (sample: Sample): boolean => parts.some(([start]) => sample.from < start && sample.at > start);
  const known = all.filter(isGood).filter((sample) => inside(sample) < 0 || counts(sample));
  return known.reduce((sum, sample, index) => {
    const before = known[index - 1];
    const matters = inside(sample) >= 0 || entering(sample);
    return before === undefined || !matters ? sum : sum + increase([before.value, sample.value]);
  }, 0);
}

function judgeDuring(world: World, expectation: Extract<Expectation, { kind: 'during' }>): NaiveJudged {
  const { id, condition } = expectation;
  const seen = window(world, expectation);
  const limit = limitOf(world, condition);
  const sli = sliOf(world, condition);
  const { every } = sli;
  const numberOf = (counts: (sample: Sample) => boolean): number | undefined => {
    const samples = seen.runs.flat().filter(isGood).filter(counts);
    if (condition.as === 'increase' && samples.length > 0) return increaseIn(seen, counts);
    return naiveValue(samples, condition.as);
  };
  const value = numberOf((sample) => !saturated(sample));
  const result = (status: Status): NaiveJudged => ({ id, status, ...(value === undefined ? {} : { value }) });
  if (limit === undefined) return result('undecided');
  if (value !== undefined && forEver(condition, value, limit)) return result('broken');
  const expected = seen.parts.reduce((sum, [start, end]) => sum + slotsIn(Math.min(end, world.now) - start, every), 0);
  const complete = seen.whole.length > 0 && seen.whole.every(([, end]) => end < Infinity) && !world.cut && seen.parts.length > 0;
  if (!complete || value === undefined || tooLittle(world, sli, seen.runs, saturated, expected)) return result('undecided');
  if (!holds(condition.comparator, value, limit)) return result('broken');
  const withAll = numberOf(() => true);
  return result(withAll === undefined || holds(condition.comparator, withAll, limit) ? 'met' : 'undecided');
}

/** No later sample could make it true again. */
function forEver({ as, comparator }: Condition, value: number, limit: number): boolean {
  const later = [value, value + 1e9, value - 1e9, limit];
  if (as === 'max' || as === 'increase') return later.filter((one) => one >= value).every((one) => !holds(comparator, one, limit));
  return as === 'min' && later.filter((one) => one <= value).every((one) => !holds(comparator, one, limit));
}

function judgeThroughout(world: World, expectation: Extract<Expectation, { kind: 'throughout' }>): NaiveJudged {
  const { id, condition } = expectation;
  const seen = window(world, expectation);
  const limit = limitOf(world, condition);
  const sli = sliOf(world, condition);
  const { every } = sli;
  if (limit === undefined) return { id, status: 'undecided' };
  const inside = seen.runs.flat();
  const evidence = inside.filter(isGood).filter((sample) => !saturated(sample));
  if (evidence.some(({ value }) => !holds(condition.comparator, value, limit))) return { id, status: 'broken' };
  const expected = seen.parts.reduce((sum, [start, end]) => sum + slotsIn(Math.min(end, world.now) - start, every), 0);
  const complete = seen.whole.length > 0 && seen.whole.every(([, end]) => end < Infinity) && !world.cut && seen.parts.length > 0;
  if (!complete || tooLittle(world, sli, seen.runs, saturated, expected)) return { id, status: 'undecided' };
  return { id, status: inside.filter(isGood).every(({ value }) => holds(condition.comparator, value, limit)) ? 'met' : 'undecided' };
}

function judgeEventually(world: World, expectation: Extract<Expectation, { kind: 'eventually' }>): NaiveJudged {
  const { id, condition, within, from, of } = expectation;
  const limit = limitOf(world, condition);
  const sli = sliOf(world, condition);
  const { every } = sli;
  const whole = stretches(world.events, world.facts, of);
  const index = world.events.findIndex((event, at) =>
    from === 'restore'
      ? event.kind === 'run.restored' && allOut(world.events.slice(0, at)) && stretches(world.events.slice(0, at), world.facts, undefined).length > 0
      : event.kind === 'fault.present' && event.at === whole[0]?.[0] && (of === undefined || event.fault === of),
  );
  const anchor = world.events[index]?.at;
  if (limit === undefined || anchor === undefined) return { id, status: 'undecided' };
  const before = samplesOf({ ...world, events: world.events.slice(0, index) }, condition.sli);
  const latest = before.at(-1);
  if (latest !== undefined && isGood(latest) && !saturated(latest) && anchor - latest.at <= 2 * every) {
    const value = condition.as === 'increase' ? 0 : latest.value;
    if (holds(condition.comparator, value, limit)) return { id, status: 'met', value };
  }
  const base = before.findLast(isGood)?.value;
  const after = samplesOf({ ...world, events: world.events.slice(index) }, condition.sli).filter(
    (sample) => sample.from >= anchor && sample.at <= anchor + within,
  );
  const affected = world.facts.faults.filter(({ name }) => of === undefined || of === name);
  const anywhere = from === 'restore' || affected.every(({ healsByItself }) => healsByItself);
  const excluded = (sample: Sample): boolean => saturated(sample) || !(anywhere || whole.some(([start, end]) => sample.from >= start && sample.at <= end));
  const valueAt = (sample: Good): number => {
    const known = after
      .slice(0, after.indexOf(sample) + 1)
      .filter(isGood)
      .map(({ value }) => value);
    return condition.as === 'increase' ? increase(base === undefined ? known : [base, ...known]) : sample.value;
  };
  const satisfying = after.filter(isGood).filter((sample) => holds(condition.comparator, valueAt(sample), limit));
  const first = satisfying.find((sample) => !excluded(sample));
  if (first !== undefined) return { id, status: 'met', value: valueAt(first) };
  const cutShort = from === 'inject' && world.cut && world.stopAt !== undefined && world.stopAt < anchor + within;
  if (cutShort || world.now < anchor + within || satisfying.length > 0) return { id, status: 'undecided' };
  return { id, status: tooLittle(world, sli, [after], excluded, slotsIn(within, every)) ? 'undecided' : 'broken' };
}

function judgeRecovery(world: World): NaiveJudged[] {
  const expected = world.facts.expect.find((one) => one.kind === 'recovery');
  const healing = new Set(world.facts.faults.filter(({ healsByItself }) => healsByItself).map(({ name }) => name));
  if (expected === undefined) return [];
  const { within } = expected;
  const appeared = world.events.filter((event) => event.kind === 'fault.present');
  const tooSlow = appeared.some((present) => {
    if (!healing.has(present.fault)) return false;
    const healed = world.events
      .slice(world.events.indexOf(present))
      .find(
        (event) => ((event.kind === 'fault.observed' && event.observation.presence === 'absent') || event.kind === 'fault.restored') && event.n === present.n,
      );
    return (healed?.at ?? world.now) - present.at > within;
  });
  const status = (): Status => {
    if (tooSlow) return 'broken';
    const last = world.events.findLast(
      (event, index): event is Extract<Event, { kind: 'recovery.reached' | 'recovery.missed' }> =>
        (event.kind === 'recovery.reached' || event.kind === 'recovery.missed') && allOut(world.events.slice(0, index)),
    );
    if (!allOut(world.events)) return 'undecided';
    if (last === undefined || stretches(world.events, world.facts, undefined).length === 0) return 'undecided';
    return last.kind === 'recovery.reached' && last.took <= within ? 'met' : 'broken';
  };
  return [{ id: 'recovery', status: status() }];
}

export function naiveVerdict(events: readonly Event[]): NaiveVerdict {
  const world = look(events);
  const expectations = world.facts.expect.flatMap((one): NaiveJudged[] => {
    if (one.kind === 'during') return [judgeDuring(world, one)];
    if (one.kind === 'throughout') return [judgeThroughout(world, one)];
    return one.kind === 'eventually' ? [judgeEventually(world, one)] : [];
  });
  const all = [...expectations, ...judgeRecovery(world)];
  return { outcome: naiveOutcome(world, all), expectations: all };
}

function naiveOutcome(world: World, judged: readonly NaiveJudged[]): string {
  const { events, facts } = world;
  const of = (kind: Event['kind']): Event[] => events.filter((event) => event.kind === kind);
  const numbers = new Set(events.flatMap((event) => ('n' in event ? [event.n] : [])));
  const unrestored = [...numbers].some((n) => {
    const last = events.filter(isEnd).findLast((event) => event.n === n);
    const prepared = events.some((event) => event.kind === 'fault.prepared' && event.n === n);
    return last === undefined ? prepared && !facts.rehearsal && !wasRefused(events, n) : last.kind === 'fault.left';
  });
  if (unrestored) return 'not restored';
  if (of('tool.failed').length > 0) return 'tool error';
  if (haltOf(events) !== undefined) return 'aborted';
  if (of('preflight.refused').length > 0 && numbers.size === 0) return 'refused';
  if (of('fault.refused').length > 0 && [...numbers].every((n) => wasRefused(events, n))) return 'refused';
  if (judged.some(({ status }) => status === 'broken')) return 'refuted';
  const seen = facts.faults.every(({ name }) => events.some((event) => event.kind === 'fault.present' && event.fault === name));
  const allSeen = [...numbers].every((n) => events.some((event) => event.kind === 'fault.present' && event.n === n));
  const effective = facts.faults.every(
    ({ name, effect }) =>
      effect !== 'counted' || events.some((event) => event.kind === 'fault.observed' && event.fault === name && (event.observation.hits ?? 0) > 0),
  );
  const ownEnds = [...numbers].every((n) => {
    const last = events.filter(isEnd).findLast((event) => event.n === n);
    return last === undefined || byRunner(last);
  });
  const watched = [...numbers].every((n) =>
    unsureLooks(events, facts, n).every(({ look, seenAt, before }) => before === 0 || look.at - seenAt <= facts.limits.blind),
  );
  const clean = of('fault.vanished').length === 0 && of('fault.failed').length === 0 && ownEnds && watched;
  const held = judged.length > 0 && judged.every(({ status }) => status === 'met') && seen && allSeen && effective && clean && !facts.rehearsal;
  return held ? 'held' : 'inconclusive';
}
