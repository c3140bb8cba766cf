/** What a summary remembers of abort conditions, and on which side an SLI is worse: both from what the record says of the file. */
import { limitOf, type Aggregate, type Comparator, type Condition } from '../condition.ts';
import type { HaltReason, RunStarted } from '../events.ts';
import type { AbortCondition } from '../experiment.ts';
import type { Dimension } from '../units.ts';
import { showAbort } from '../wording.ts';
import type { RememberedAbort } from './run-summary.ts';

type Facts = Pick<RunStarted, 'slis' | 'abort' | 'expect'>;

/** The abort conditions of a run as written, and on the one that halted it what it saw. */
export function abortsOf({ slis, abort }: Facts, reason: HaltReason | undefined, baseline: (sli: string) => number | undefined): readonly RememberedAbort[] {
  return abort.map((one) => {
    const dimension = slis.find(({ name }) => name === one.condition.sli)?.unit.dimension ?? 'number';
    const asWritten = { id: one.id, sli: one.condition.sli, key: keyOf(one), written: writtenOf(one, dimension) };
    if (reason?.kind !== 'abort' || reason.id !== one.id) return asWritten;
    const limit = limitOf(one.condition.bound, baseline(one.condition.sli));
    return { ...asWritten, breached: { value: reason.value, shown: reason.shown, ...(limit === undefined ? {} : { limit }) } };
  });
}

const writtenOf = (abort: AbortCondition, dimension: Dimension): string => `${abort.condition.sli} ${showAbort(abort, dimension)}`;

/** In numbers and not as shown, so that two thresholds that only look alike are two. */
const keyOf = ({ condition, patience }: AbortCondition): string => JSON.stringify(['abort', condition, patience]);

/**
 * The side on which an SLI is worse: what is expected at least, or aborts below, is worse when low. `undefined` where its thresholds do not say, or say both.
 * Only what must be so all the while says it: a queue that is expected to fill at some moment is not worse for having been empty before.
 */
export function worseOf(sli: string, { abort, expect }: Facts): 'low' | 'high' | undefined {
  const lasting = expect.flatMap((one) => (one.kind === 'during' || one.kind === 'throughout' ? [one.condition] : []));
  const aborting = abort.map(({ condition }) => condition);
  const [side, other] = new Set([...sidesOf(sli, lasting, worseWhenExpected), ...sidesOf(sli, aborting, worseWhenAborting)]);
  return other === undefined ? side : undefined;
}

type Side = 'low' | 'high';

const sidesOf = (sli: string, conditions: readonly Condition[], sides: Partial<Record<Comparator, Side>>): readonly Side[] =>
  conditions.flatMap((one) => {
    const side = sides[one.comparator];
    return one.sli === sli && side !== undefined && !elsewhere[side].has(one.as) ? [side] : [];
  });

/** Aggregates that look past the extreme of that side. */
const elsewhere: Readonly<Record<Side, ReadonlySet<Aggregate>>> = {
  low: new Set(['max', 'last', 'increase']),
  high: new Set(['min', 'last', 'increase']),
};

const worseWhenExpected = { 'at-least': 'low', above: 'low', 'at-most': 'high', below: 'high' } as const;
const worseWhenAborting = { 'at-least': 'high', above: 'high', 'at-most': 'low', below: 'low' } as const;
