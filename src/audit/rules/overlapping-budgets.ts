import { about, type Rule } from '../rule.ts';

/** Source: Kubernetes docs, "API-initiated Eviction", "Troubleshooting stuck evictions"; the API answers 500 to such an eviction. */
export const overlappingBudgets: Rule = {
  id: 'overlapping-budgets',
  severity: 'high',
  about: 'Pods that two PodDisruptionBudgets select cannot be evicted at all.',
  check: ({ workloads }) =>
    workloads
      .filter(({ budgets }) => budgets.length > 1)
      .map((workload) => {
        const names = workload.budgets.map(({ metadata }) => metadata.name).join(' and ');
        const why = `the budgets ${names} select its pods, and the API refuses to evict a pod of more than one`;
        return about(workload, 'spec.template.metadata.labels', why, 'selectors that do not overlap, or one budget less');
      }),
};
