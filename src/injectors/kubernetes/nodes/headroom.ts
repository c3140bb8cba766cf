import type { Pod } from '../../../domain/kubernetes/pods.ts';
import { selects } from '../../../domain/kubernetes/selector.ts';
import type { Budget } from '../../../domain/kubernetes/surroundings.ts';

/** Who waits until a budget lets the next pod go needs one pod's worth of it; who does not, needs all. */
export type Patience = 'wait' | 'give-up';

export interface Short {
  readonly budget: Budget;
  readonly pods: number;
  readonly allowed: number;
}

/** The budgets that will not let these pods go. A budget without a selector covers none. Source: Kubernetes API reference, PodDisruptionBudget. */
export function shortBudgets(budgets: readonly Budget[], victims: readonly Pod[], patience: Patience): readonly Short[] {
  const all = budgets.map((budget) => ({ budget, pods: victims.filter((pod) => covers(budget, pod)).length, allowed: budget.status.disruptionsAllowed }));
  return all.filter(({ pods, allowed }) => pods > 0 && allowed < (patience === 'wait' ? 1 : pods));
}

export function covers({ metadata, spec }: Budget, pod: Pod): boolean {
  return metadata.namespace === pod.metadata.namespace && spec.selector !== undefined && selects(spec.selector, pod.metadata.labels);
}
