import { showBound, type Condition } from '../domain/condition.ts';
import type { Expectation, Experiment } from '../domain/experiment.ts';
import type { Refusal } from '../domain/plan.ts';
import { worstDuration } from '../domain/timeline.ts';
import { showMs } from '../domain/units.ts';
import { comparatorWords, showAbort } from '../domain/wording.ts';
import type { Plan, PlannedFault } from '../engine/plan.ts';

/** What a run would do, for reading aloud before a GameDay. */
export function showPlan(plan: Plan, refusals: readonly Refusal[]): string {
  const { experiment } = plan;
  const { total, parts } = worstDuration(experiment);
  return [
    `${experiment.name}: ${experiment.hypothesis}`,
    `environment ${experiment.environment ?? '(none: loopback alone)'}${plan.production ? ', PRODUCTION' : ''}${experiment.owner === undefined ? '' : `, owner ${experiment.owner}`}`,
    '',
    'steady state, before and after:',
    ...experiment.steadyState.map((condition) => `  ${conditionText(condition, experiment)}`),
    ...plan.faults.flatMap((fault) => ['', ...faultLines(fault)]),
    '',
    'the hypothesis, in numbers:',
    ...experiment.expect.map((one) => `  ${expectationText(one, experiment)}`),
    '',
    'halts at once when:',
    ...(experiment.abortNone === undefined ? abortLines(plan) : [`  nothing: ${experiment.abortNone}`]),
    `  the faults have been in for ${showMs(experiment.limits.duration)}; an SLI above is blind for ${showMs(experiment.limits.blind)}; you say so`,
    '',
    `takes at most ${showMs(total)}: ${parts.map(({ part, time }) => `${part} ${showMs(time)}`).join(', ')}`,
    ...refusals.flatMap(({ why, hint }) => ['', `Not injecting: ${why}`, `  ${hint}`]),
  ].join('\n');
}

function faultLines({ spec, plan }: PlannedFault): readonly string[] {
  const start = spec.start.kind === 'after' ? `after ${spec.start.fault}` : spec.start.at === 0 ? 'at once' : `${showMs(spec.start.at)} in`;
  const stay = spec.for === undefined ? 'until it heals by itself' : `for ${showMs(spec.for)}`;
  const lease = plan.lease.kind === 'ttl' ? `lease (${showMs(plan.lease.ttl)} after the last renewal it ends by itself)` : `no lease: ${plan.lease.why}`;
  return [
    `fault ${spec.name} (${spec.type}), ${start}, ${stay}${spec.every === undefined ? '' : `, again every ${showMs(spec.every)}`}:`,
    `  does       ${plan.summary}`,
    `  touches    ${plan.candidates.join(', ')}`,
    `  at worst   ${plan.harm}`,
    `  restores   ${plan.restores}`,
    `  proof      ${{ counted: 'what it hits is counted', observed: 'its state is read back', unprovable: 'none: it can be put in place, not be seen at work' }[plan.effect]}`,
    `  defence    runner, guardian, ${lease}, firedrill restore`,
    ...(plan.needs.env.length === 0 ? [] : [`  needs      ${plan.needs.env.join(', ')} in the environment, to restore`]),
    ...(plan.needs.rights.length === 0 ? [] : [`  rights     ${plan.needs.rights.join('; ')}`]),
    `  locks      ${plan.locks.join(', ')}`,
  ];
}

function abortLines({ experiment, detection }: Plan): readonly string[] {
  return experiment.abort.map((abort) => {
    const found = detection.find(({ id }) => id === abort.id);
    const sli = experiment.slis.find(({ name }) => name === abort.condition.sli);
    return `  ${abort.condition.sli} ${showAbort(abort, sli?.unit.dimension ?? 'number')}${found === undefined ? '' : `; at worst ${showMs(found.worst)} after the breach: ${found.why}`}`;
  });
}

function conditionText({ sli, comparator, bound, as }: Condition, { slis }: Experiment): string {
  const dimension = slis.find(({ name }) => name === sli)?.unit.dimension ?? 'number';
  return `${sli} ${comparatorWords(comparator)} ${showBound(bound, dimension)} (${as})`;
}

function expectationText(one: Expectation, experiment: Experiment): string {
  switch (one.kind) {
    case 'recovery':
      return `recovery: steady state again within ${showMs(one.within)} of the restore`;
    case 'eventually':
      return `eventually: ${conditionText(one.condition, experiment)} within ${showMs(one.within)} of ${one.from === 'restore' ? 'the restore' : 'the injection'}`;
    case 'during':
    case 'throughout':
      return `${one.kind}: ${conditionText(one.condition, experiment)}${one.after === 0 ? '' : `, after ${showMs(one.after)}`}${one.of === undefined ? '' : `, of ${one.of}`}`;
  }
}
