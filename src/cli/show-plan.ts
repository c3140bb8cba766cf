import { blindLimit } from '../domain/blindness.ts';
import { showBound, type Condition } from '../domain/condition.ts';
import type { Expectation, Experiment } from '../domain/experiment.ts';
import type { Refusal } from '../domain/plan.ts';
import { roughDuration } from '../domain/timeline.ts';
import { showMs, type Ms } from '../domain/units.ts';
import { comparatorWords, showAbort } from '../domain/wording.ts';
import { factsOf } from '../engine/facts.ts';
import type { Plan } from '../engine/plan.ts';
import { faultLines, sceneLines } from './show-parts.ts';

/** What a run would do, for reading aloud before a GameDay. */
export function showPlan(plan: Plan, refusals: readonly Refusal[]): string {
  const { experiment } = plan;
  const { total, parts } = roughDuration(experiment);
  return [
    `${experiment.name}: ${experiment.hypothesis}`,
    `environment ${experiment.environment ?? '(none: loopback alone)'}${plan.production ? ', PRODUCTION' : ''}${experiment.owner === undefined ? '' : `, owner ${experiment.owner}`}`,
    ...sceneLines(experiment),
    '',
    'steady state, before and after:',
    ...experiment.steadyState.map((condition) => `  ${conditionText(condition, experiment)} (${condition.as})`),
    ...plan.faults.flatMap((fault) => ['', ...faultLines(fault)]),
    '',
    'the hypothesis, in numbers:',
    ...experiment.expect.map((one) => `  ${expectationText(one, experiment)}`),
    '',
    'halts at once when:',
    ...(experiment.abortNone === undefined ? [...abortLines(plan), ...blindLines(plan)] : [`  nothing: ${experiment.abortNone}`]),
    `  the faults have been in for ${showMs(experiment.limits.duration)}, or you say so`,
    '',
    `takes about ${showMs(total)} with every wait used up: ${parts.map(({ part, time }) => `${part} ${showMs(time)}`).join(', ')}`,
    ...refusals.flatMap(({ why, hint }) => ['', `Not injecting: ${why}`, `  ${hint}`]),
  ].join('\n');
}

function abortLines({ experiment, detection }: Plan): readonly string[] {
  return experiment.abort.map((abort) => {
    const found = detection.find(({ id }) => id === abort.id);
    const sli = experiment.slis.find(({ name }) => name === abort.condition.sli);
    return `  ${abort.condition.sli} ${showAbort(abort, sli?.unit.dimension ?? 'number')}${found === undefined ? '' : `; at worst ${showMs(found.worst)} after the breach: ${found.why}`}`;
  });
}

/** `limits.blind` where an SLI is sampled, or its source scraped, often enough for it. */
function blindLines(plan: Plan): readonly string[] {
  const { abort, limits } = plan.experiment;
  const watched = factsOf(plan).filter(({ name }) => abort.some(({ condition }) => condition.sli === name));
  const byLimit = Map.groupBy(watched, (facts): Ms => blindLimit(limits.blind, facts));
  return [...byLimit].map(([limit, slis]) => `  ${slis.map(({ name }) => name).join(' or ')} is blind for longer than ${showMs(limit)}`);
}

function conditionText({ sli, comparator, bound }: Condition, { slis }: Experiment): string {
  const dimension = slis.find(({ name }) => name === sli)?.unit.dimension ?? 'number';
  return `${sli} ${comparatorWords(comparator)} ${showBound(bound, dimension)}`;
}

/** How samples become one number is said where several do: a single one is judged as it is. */
function expectationText(one: Expectation, experiment: Experiment): string {
  if (one.kind === 'recovery') return `recovery: steady state again within ${showMs(one.within)} of the restore`;
  const { as } = one.condition;
  const how = one.kind === 'during' || as === 'increase' ? ` (${as})` : '';
  const text = `${one.kind}: ${conditionText(one.condition, experiment)}${how}`;
  const of = one.of === undefined ? '' : `, of ${one.of}`;
  if (one.kind === 'eventually') return `${text} within ${showMs(one.within)} of the ${one.from === 'restore' ? 'restore' : 'injection'}${of}`;
  return `${text}${one.after === 0 ? '' : `, after ${showMs(one.after)}`}${of}`;
}
