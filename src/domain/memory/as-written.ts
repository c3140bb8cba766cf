/** An expectation as the file says it, before a baseline gave it numbers: what makes two runs comparable, and two failures the same. */
import { showCondition, type Bound, type Condition } from '../condition.ts';
import type { RunStarted } from '../events.ts';
import type { Expectation } from '../experiment.ts';
import type { Json } from '../json.ts';
import { showMs } from '../units.ts';

type Facts = Pick<RunStarted, 'experiment' | 'slis' | 'steadyState'>;

/**
 * All that decides whether it is met, in one order whatever the order of the record's keys; the name of its place is none of it.
 * The recovery is met by the steady state, so that a looser steady state is another recovery.
 */
export function keyOf({ experiment, steadyState }: Facts, expectation: Expectation): string {
  return JSON.stringify([experiment, expectation.kind, ...partsOf(expectation, steadyState)]);
}

function partsOf(expectation: Expectation, steadyState: readonly Condition[]): readonly Json[] {
  switch (expectation.kind) {
    case 'during':
    case 'throughout':
      return [conditionKey(expectation.condition), expectation.after, expectation.of ?? null];
    case 'eventually':
      return [conditionKey(expectation.condition), expectation.within, expectation.from, expectation.of ?? null];
    case 'recovery':
      return [expectation.within, steadyState.map(conditionKey)];
  }
}

const conditionKey = ({ sli, comparator, bound, as }: Condition): Json => [sli, comparator, as, boundKey(bound)];

const boundKey = (bound: Bound): Json => (bound.kind === 'absolute' ? bound.value : [bound.ratio, bound.slack ?? null]);

/** As one reads it aloud: `p99 at most 130 % of baseline or +50 ms during the fault, after 15 s`. */
export function writtenOf({ slis }: Facts, expectation: Expectation): string {
  if (expectation.kind === 'recovery') return `steady state again within ${showMs(expectation.within)} of the restore`;
  const { condition, of } = expectation;
  const words = showCondition(condition, slis.find(({ name }) => name === condition.sli)?.unit.dimension ?? 'number');
  const whose = of === undefined ? '' : ` of ${of}`;
  switch (expectation.kind) {
    case 'during':
      return `${words} during the fault${whose}${settling(expectation.after)}`;
    case 'throughout':
      return `${words} in every sample during the fault${whose}${settling(expectation.after)}`;
    case 'eventually':
      return `${words} within ${showMs(expectation.within)} of the ${expectation.from === 'restore' ? 'restore' : 'fault'}${whose}`;
  }
}

const settling = (after: number): string => (after > 0 ? `, after ${showMs(after)}` : '');
