import { asQuery } from '../../domain/kubernetes/selector.ts';
import { budgetSelects } from '../selecting.ts';
import type { Rule } from '../rule.ts';

export const budgetSelectsNothing: Rule = {
  id: 'budget-selects-nothing',
  severity: 'medium',
  about: 'A PodDisruptionBudget that selects no pods protects nothing, though somebody believes it does.',
  check: ({ budgets, workloads, pods, asleep }) =>
    budgets
      .filter(
        (budget) => workloads.every(({ labels }) => !budgetSelects(budget, labels)) && pods.every(({ metadata }) => !budgetSelects(budget, metadata.labels)),
      )
      .map(({ metadata, spec }) => {
        const query = spec.selector === undefined ? 'a selector that is missing' : `its selector ${asQuery(spec.selector)}`;
        const maybe = asleep.length === 0 ? '' : ` (${asleep.join(', ')} ${asleep.length === 1 ? 'wants' : 'want'} no pods now)`;
        const why = `no pod and no workload fits ${query}${maybe}: it protects nothing`;
        return { kind: 'PodDisruptionBudget', name: metadata.name, field: 'spec.selector', why, change: 'the labels of the pods that are meant' };
      }),
};
