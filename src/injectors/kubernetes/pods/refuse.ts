/** Everything that speaks against a choice of pods, decided from what a look gave. */
import { selects } from '../../../domain/kubernetes/selector.ts';
import type { Budget } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { mark } from '../names.ts';
import { hitCount, type Choice } from './draw.ts';
import type { Amount, Floor, Selection } from './schema.ts';
import { groupOf, groupsOf, type Found, type Sight } from './sight.ts';
import { notReady, sift, unconsented, type Circumstances, type Spared } from './spare.ts';
import { keyOf, type Workload } from './workload.ts';
import { kubectl, lookByHand, showSelection, untilAtRest } from './words.ts';

export interface Wish {
  readonly amount: Amount;
  readonly floor: Floor;
  readonly budgets: Budgets;
}

/** What becomes of a kill that a budget refuses: it is done all the same, given up, or tried again. */
export type Budgets = 'ignored' | 'strict' | 'patient';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;

/** What there is to choose from, or why nothing may be chosen. */
export function judge(sight: Sight, wish: Wish, circumstances: Circumstances, where: Where): Choice | readonly Refusal[] {
  const { selection, matched } = sight;
  const hint = `Correct the selection; to look: ${lookByHand(selection, where)}`;
  if (matched.length === 0) return [{ why: `no ${showSelection(selection)} in namespace ${where.namespace}`, hint }];
  const everything = matchesEverything(sight, where);
  if (everything !== undefined) return [everything];
  const { eligible, spared } = sift(matched, circumstances);
  const restless = unrest(eligible, spared, where);
  if (restless.length > 0) return restless;
  if (eligible.length === 0) {
    const why = `none of the ${matched.length} ${showSelection(selection)} may be hit: ${reasons(spared)}`;
    return [{ why, hint: spared.every((one) => one.why === unconsented) ? consent(selection, where) : hint }];
  }
  const choice: Choice = { eligible, groups: groupsOf(eligible), amount: wish.amount, floor: wish.floor };
  const count = hitCount(choice);
  const against = [...(typeof count === 'number' ? [] : [count]), ...budgetsAgainst(sight, choice, wish.budgets, where)];
  return against.length > 0 ? against : choice;
}

/** A named owner is one thing, whatever else is there. */
function matchesEverything({ selection, matched, inNamespace }: Sight, { namespace }: Where): Refusal | undefined {
  if (selection.all || selection.owner !== null || matched.length < inNamespace) return undefined;
  return {
    why: `${showSelection(selection)} are all ${inNamespace} in namespace ${namespace}`,
    hint: 'Narrow the selection, name an owner, or say all: true.',
  };
}

function consent({ owner }: Selection, where: Where): string {
  const target = owner === null ? ['namespace', where.namespace] : [`${owner.kind}/${owner.name}`];
  return `Their owner consents with: ${kubectl(where, 'annotate', ...target, `${mark.faults}=all`)} (or the fault types it puts up with).`;
}

/** "2 not ready, 1 terminating already". */
function reasons(spared: readonly Spared[]): string {
  return [...Map.groupBy(spared, ({ why }) => why)].map(([why, those]) => `${those.length} ${why}`).join(', ');
}

/** Workloads that are in the middle of a rollout, or have less than they want already. */
function unrest(eligible: readonly Found[], spared: readonly Spared[], where: Where): readonly Refusal[] {
  const meant = [...eligible, ...spared.flatMap(({ found, why }) => (why === notReady ? [found] : []))];
  const workloads = new Map(meant.flatMap(({ keeper }) => (keeper.kind === 'workload' ? [[keyOf(keeper.workload), keeper.workload] as const] : [])));
  return [...workloads.values()].flatMap((workload) => restless(workload, where));
}

function restless(workload: Workload, where: Where): readonly Refusal[] {
  const { kind, meta, desired, available, rollout } = workload;
  const named = `${kind} "${meta.name}"`;
  const hint = untilAtRest(workload, where);
  if (rollout !== null) return [{ why: `${named} is in the middle of a rollout: ${rollout}`, hint }];
  const missing = desired - available;
  return missing > 0 ? [{ why: `${missing} of ${desired} pods of ${named} ${missing === 1 ? 'is' : 'are'} not ready`, hint }] : [];
}

/** Budgets without headroom, or with less than is needed at once; and pods under two, which the API never evicts. Source: Kubernetes docs, "API-initiated Eviction". */
function budgetsAgainst({ budgets }: Sight, choice: Choice, obeyed: Budgets, where: Where): readonly Refusal[] {
  if (obeyed === 'ignored') return [];
  const over = choice.eligible.map((found) => ({ found, those: budgets.filter((budget) => covers(budget, found)) }));
  const twice = over.find(({ those }) => those.length > 1);
  if (twice !== undefined) {
    const names = twice.those.map(({ metadata }) => metadata.name).join(' and ');
    return [{ why: `budgets ${names} are both over ${groupOf(twice.found)}, and the API evicts no such pod`, hint: 'Let one budget do, or say via: delete.' }];
  }
  const covering = [...new Set(over.flatMap(({ those }) => those))];
  return covering.flatMap((budget) => tooTight(budget, choice, obeyed, where) ?? []);
}

function tooTight(budget: Budget, choice: Choice, obeyed: Budgets, where: Where): Refusal | undefined {
  const { metadata, status } = budget;
  const { disruptionsAllowed: allowed, currentHealthy, desiredHealthy } = status;
  if (allowed === 0) {
    return {
      why: `budget ${metadata.name} allows no disruption now: ${currentHealthy} healthy, and it keeps ${desiredHealthy}`,
      hint: `Raise the replicas, or change the budget (${kubectl(where, 'describe', 'pdb', metadata.name)}).`,
    };
  }
  const count = hitCount(choice);
  if (obeyed === 'patient' || choice.amount.by === 'zone' || typeof count !== 'number') return undefined;
  // Whichever are drawn, so many of them are under this budget.
  const surely = count - choice.eligible.filter((found) => !covers(budget, found)).length;
  if (surely <= allowed) return undefined;
  return { why: `budget ${metadata.name} allows ${allowed} at a time, and ${surely} are asked for`, hint: 'Say on-refusal: wait, or ask for fewer.' };
}

/** An empty selector covers all pods of the namespace, none covers none. Source: policy/v1, PodDisruptionBudgetSpec. */
function covers({ spec }: Budget, { pod }: Found): boolean {
  return spec.selector !== undefined && selects(spec.selector, pod.metadata.labels);
}
