import { reason } from '../domain/reason.ts';
import type { Refusal, TargetShare } from '../domain/plan.ts';
import { againstFault } from '../domain/refused.ts';
import { ms } from '../domain/units.ts';
import { orAbort } from '../domain/or-abort.ts';
import { contextOf, type Plan, type PlannedFault } from './plan.ts';
import type { Stage } from './stage.ts';

/** What an injector saw of its targets: why not, or how many of them it will hit. */
interface Look {
  readonly refusals: readonly Refusal[];
  readonly share?: TargetShare;
}

/**
 * Every injector looks whether it can inject, and above all restore; all at once, each bounded. What only these looks could tell is
 * then held against the environment's caps.
 */
export async function targetsReady(plan: Plan, stage: Stage): Promise<readonly Refusal[]> {
  const looks = await Promise.all(plan.faults.map(async (fault) => [fault.spec.name, await look(fault, plan, stage)] as const));
  const against = looks.flatMap(([, { refusals }]) => refusals);
  const refusals = against.length > 0 ? against : await beyondCaps(looks, plan);
  const count = plan.faults.length;
  if (refusals.length === 0)
    stage.journal.emit({ kind: 'preflight.checked', check: 'targets', detail: `${count} of ${count} faults can be injected and restored` });
  return refusals;
}

async function look({ spec, plan }: PlannedFault, run: Plan, { world, halt }: Stage): Promise<Look> {
  using deadline = world.clock.deadline(ms(10_000), halt.signal);
  const { signal } = deadline;
  try {
    const injector = await world.injector(spec.type, contextOf(run, spec));
    const refusals = againstFault(spec.name, await orAbort(signal, () => injector.preflight(spec.spec, signal)));
    if (refusals.length > 0 || plan.share.targets !== 'seen in preflight') return { refusals };
    const share = await orAbort(signal, () => injector.share?.(spec.spec, signal));
    return { refusals, ...(share === undefined ? {} : { share }) };
  } catch (error) {
    return { refusals: [{ why: `fault ${spec.name} cannot be checked: ${reason(error)}.`, hint: 'Unknown means no: make its target reachable first.' }] };
  }
}

async function beyondCaps(looks: readonly (readonly [string, Look])[], plan: Plan): Promise<readonly Refusal[]> {
  if (plan.faults.every(({ plan }) => plan.share.targets !== 'seen in preflight')) return [];
  return plan.forbidden(new Map(looks.flatMap(([name, { share }]) => (share === undefined ? [] : [[name, share]]))));
}
