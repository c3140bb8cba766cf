import { asQuery } from '../../domain/kubernetes/selector.ts';
import { about, leastPods, type Rule } from '../rule.ts';

/** A drain leaves the pods of a DaemonSet alone, and a budget for a single pod could only block it. */
export const noBudget: Rule = {
  id: 'no-budget',
  severity: 'medium',
  about: 'Without a PodDisruptionBudget a drain may take all pods of a workload at once.',
  check: ({ namespace, workloads }) =>
    workloads
      .filter((workload) => (leastPods(workload) ?? 0) > 1 && workload.budgets.length === 0)
      .map((workload) => {
        const selector = asQuery({ matchLabels: workload.labels, matchExpressions: [] });
        const change = `kubectl -n ${namespace} create poddisruptionbudget ${workload.name} --selector=${selector} --max-unavailable=1`;
        return about(workload, 'a PodDisruptionBudget, which is missing', 'two nodes drained at once may take all of its pods', change);
      }),
};
