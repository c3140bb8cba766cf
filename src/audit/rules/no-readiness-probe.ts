import { about, type Rule } from '../rule.ts';

/** Only behind a Service: elsewhere readiness decides about rollouts and budgets alone. */
export const noReadinessProbe: Rule = {
  id: 'no-readiness-probe',
  severity: 'high',
  about: 'A pod without a readiness probe gets traffic as soon as its process has started, and as long as it hangs.',
  check: ({ workloads }) =>
    workloads
      .filter(({ services, spec }) => services.length > 0 && spec.containers.every(({ readinessProbe }) => readinessProbe === undefined))
      .map((workload) => {
        const names = workload.services.map(({ metadata }) => metadata.name).join(', ');
        const why = `service ${names} sends requests to its pods before they can answer, and while they hang`;
        return about(workload, 'spec.template.spec.containers[0].readinessProbe', why, 'a request that only a pod that can do its work answers');
      }),
};
