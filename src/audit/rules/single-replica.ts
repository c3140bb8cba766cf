import { about, leastPods, type Rule } from '../rule.ts';

export const singleReplica: Rule = {
  id: 'single-replica',
  severity: 'high',
  about: 'A workload of one pod is away whenever that pod is.',
  check: ({ workloads }) =>
    workloads
      .filter((workload) => leastPods(workload) === 1)
      .map((workload) => {
        const alone = 'a single pod: while that is killed, drained or moved, nothing does its work';
        const { autoscaler } = workload;
        if (autoscaler === undefined) return about(workload, 'spec.replicas', `it has ${alone}`, 'replicas: 2 or more, or say who can do without it');
        const why = `it may come down to ${alone}`;
        return { kind: 'HorizontalPodAutoscaler', name: autoscaler.metadata.name, field: 'spec.minReplicas', why, change: 'minReplicas: 2 or more' };
      }),
};
