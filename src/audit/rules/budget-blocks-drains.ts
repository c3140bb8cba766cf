import type { Budget } from '../../domain/kubernetes/surroundings.ts';
import { several } from '../../domain/wording.ts';
import type { Found, Rule } from '../rule.ts';

export const budgetBlocksDrains: Rule = {
  id: 'budget-blocks-drains',
  severity: 'high',
  about: 'A PodDisruptionBudget that never allows an eviction keeps every node that has one of its pods from being drained.',
  check: ({ budgets }) => budgets.flatMap((budget) => blockedBy(budget)),
};

function blockedBy({ metadata, spec, status }: Budget): readonly Found[] {
  const none = (value: number | string | undefined): boolean => value === 0 || value === '0%';
  const { expectedPods, desiredHealthy, observedGeneration } = status;
  const counted = observedGeneration >= (metadata.generation ?? 0) && expectedPods > 0;
  const never = none(spec.maxUnavailable) || spec.minAvailable === '100%' || (counted && desiredHealthy >= expectedPods);
  if (!never) return [];
  const field = spec.maxUnavailable === undefined ? 'spec.minAvailable' : 'spec.maxUnavailable';
  const why = counted
    ? `it wants ${desiredHealthy} of its ${several(expectedPods, 'pod')} healthy, so none may ever be evicted: a drain waits for ever, or is forced`
    : 'it allows no pod to be evicted: a drain waits for ever, or is forced';
  const change = expectedPods === 1 ? 'more replicas, or no budget for the one' : 'maxUnavailable: 1, which holds for any number of replicas';
  return [{ kind: 'PodDisruptionBudget', name: metadata.name, field, why, change }];
}
