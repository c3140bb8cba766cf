import type { AbortCondition, Expectation } from '../domain/experiment.ts';
import type { Comparator } from '../domain/condition.ts';
import type { AbortRead } from './abort.ts';
import { covers, intervalOf } from './interval.ts';
import type { Problems } from './problems.ts';

/** The comparator of the values that break a condition; `equals` breaks on both sides. */
const breaks: Readonly<Record<Exclude<Comparator, 'equals'>, Comparator>> = { 'at-least': 'below', above: 'at-most', 'at-most': 'above', below: 'at-least' };

/** Warns of an abort at once that is not looser than an expectation of every sample: the run is then aborted where it should be refuted. */
export function doubtAborts(
  problems: Problems,
  expectations: readonly Expectation[],
  abort: readonly AbortRead[],
  patience: readonly AbortCondition['patience'][],
): void {
  for (const [index, { condition, path }] of abort.entries()) {
    const { bound, comparator, sli } = condition;
    if (bound.kind === 'relative' || patience[index]?.kind !== 'at-once') continue;
    const halts = intervalOf(comparator, bound.value);
    const first = expectations.find((one) => one.kind === 'throughout' && one.condition.sli === sli && breaking(one).some((broken) => covers(halts, broken)));
    if (first === undefined) continue;
    problems.warn([...path, comparator], `${sli} aborts before ${first.id} can be refuted.`, { expected: 'expected a looser threshold, or for: or count:' });
  }
}

function breaking(expectation: Expectation): readonly ReturnType<typeof intervalOf>[] {
  if (expectation.kind === 'recovery') return [];
  const { bound, comparator } = expectation.condition;
  return bound.kind === 'relative' || comparator === 'equals' ? [] : [intervalOf(breaks[comparator], bound.value)];
}
