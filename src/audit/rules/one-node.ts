import { about, type Rule } from '../rule.ts';
import type { Workload } from '../scene.ts';

export const oneNode: Rule = {
  id: 'one-node',
  severity: 'high',
  about: 'Pods that are all on one node are lost with it.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) => {
      const nodes = nodesOf(workload);
      const [node] = nodes;
      if (node === undefined || nodes.length < 2 || new Set(nodes).size > 1) return [];
      const change = 'topologyKey: kubernetes.io/hostname, maxSkew: 1, whenUnsatisfiable: DoNotSchedule; then kubectl rollout restart';
      return [about(workload, 'spec.template.spec.topologySpreadConstraints', `all of its ${nodes.length} pods are on ${node}, and lost with it`, change)];
    }),
};

/** Where its pods are; those that are nowhere yet left out. */
export function nodesOf({ kind, pods }: Workload): readonly string[] {
  if (kind === 'DaemonSet') return [];
  return pods.flatMap(({ spec }) => spec.nodeName ?? []);
}
