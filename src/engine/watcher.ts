import type { Sample } from '../domain/sample.ts';
import { blindAfter, blindLimit, blindTooLong, sighted, type Blindness } from '../domain/blindness.ts';
import { compare, limitOf } from '../domain/condition.ts';
import type { AbortCondition, SliSpec } from '../domain/experiment.ts';
import { advance, exhausted, noStreak, type Streak } from '../domain/streak.ts';
import { ms, show, showMs, type Ms } from '../domain/units.ts';
import { showAbort } from '../domain/wording.ts';
import { factsOf } from './facts.ts';
import type { Halt } from './halt.ts';
import type { Journal } from './journal.ts';
import type { Plan } from './plan.ts';
import type { Sampling } from './sampling.ts';
import type { Stage } from './stage.ts';

interface Guarded {
  readonly condition: AbortCondition;
  readonly baseline: number | undefined;
  readonly limit: number | undefined;
  streak: Streak;
}

export interface Watcher extends Disposable {
  /** From here on samples are judged; what came before the first injection is not the fault's doing. */
  begin(): void;
}

/**
 * Judges every sample as it arrives, from its beginning until disposed, and halts at the first abort condition that is breached for long
 * enough, or at an SLI under `abort` that is blind for too long.
 */
export function watch(plan: Plan, baseline: Readonly<Record<string, number>>, sampling: Sampling, { halt, journal }: Stage): Watcher {
  const { experiment } = plan;
  const guarded = experiment.abort.map((condition): Guarded => {
    const { bound, sli } = condition.condition;
    return { condition, baseline: baseline[sli], limit: limitOf(bound, baseline[sli]), streak: noStreak };
  });
  const bySli = Map.groupBy(guarded, ({ condition }) => condition.condition.sli);
  const blindness = new Map<string, Blindness>();
  const limits = new Map(factsOf(plan).map((facts) => [facts.name, blindLimit(experiment.limits.blind, facts)]));
  const judging = new DisposableStack();
  const hear = (sli: SliSpec, sample: Sample): void => {
    const mine = bySli.get(sli.name);
    if (mine === undefined) return;
    for (const one of mine) judge(one, sli, sample, halt, journal);
    look(sli, sample, blindness, limits, halt);
  };
  return {
    begin: () => void judging.use(sampling.listen(hear)),
    [Symbol.dispose]: () => judging.dispose(),
  };
}

function judge(one: Guarded, sli: SliSpec, sample: Sample, halt: Halt, journal: Journal): void {
  const { limit, condition } = one;
  if (limit === undefined) return;
  const before = one.streak.since;
  one.streak = advance(one.streak, sample, condition.patience, (value) => compare(condition.condition.comparator, value, limit));
  if (before === undefined && one.streak.since !== undefined && one.streak.latest !== undefined)
    journal.emit({ kind: 'abort.breached', id: condition.id, since: one.streak.since, value: one.streak.latest.value });
  const breach = exhausted(one.streak, punctual(condition.patience, sli.every));
  if (breach === undefined) return;
  const text = showAbort(condition, sli.unit.dimension, one.baseline);
  halt.because(
    { kind: 'abort', id: condition.id, sli: sli.name, condition: text, value: breach.value, shown: show(breach.value, sli.unit.dimension) },
    breach.since,
  );
}

/** Samples arrive a few ms off their slots; without this much grace a `for` of three intervals would at times take four. */
function punctual(patience: AbortCondition['patience'], every: Ms): AbortCondition['patience'] {
  return patience.kind === 'for' ? { ...patience, for: ms(Math.max(0, patience.for - every / 20)) } : patience;
}

function look(sli: SliSpec, sample: Sample, blindness: Map<string, Blindness>, limits: ReadonlyMap<string, Ms>, halt: Halt): void {
  const now = blindAfter(blindness.get(sli.name) ?? sighted, sample);
  blindness.set(sli.name, now);
  const limit = limits.get(sli.name) ?? ms(0);
  if (blindTooLong(now, limit))
    halt.because({ kind: 'blind', sli: sli.name, why: `blind for longer than ${showMs(limit)}: ${now.reason ?? 'unknown'}` }, now.since);
}
