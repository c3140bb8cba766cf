import { about, type Rule } from '../rule.ts';

export const noLivenessProbe: Rule = {
  id: 'no-liveness-probe',
  severity: 'low',
  about: 'A process that hangs is only restarted where a liveness probe finds out.',
  check: ({ workloads }) =>
    workloads
      .filter(({ spec }) => spec.containers.every(({ livenessProbe }) => livenessProbe === undefined))
      .map((workload) => {
        const why = 'a process of it that hangs without ending is never restarted';
        const change = 'a request that the process answers by itself, without asking what it depends on';
        return about(workload, 'spec.template.spec.containers[0].livenessProbe', why, change);
      }),
};
