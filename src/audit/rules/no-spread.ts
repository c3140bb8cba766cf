import { about, leastPods, type Rule } from '../rule.ts';

export const noSpread: Rule = {
  id: 'no-spread',
  severity: 'low',
  about: 'Pods that nothing spreads may all land in one place, and be lost with it.',
  check: ({ workloads }) =>
    workloads
      .filter(({ spec }) => spec.topologySpreadConstraints.length === 0 && (spec.affinity?.podAntiAffinity ?? undefined) === undefined)
      .filter((workload) => (leastPods(workload) ?? 0) > 1)
      .map((workload) => {
        const why = 'nothing but the preference that a scheduler has by itself spreads its pods over nodes and zones';
        const change = 'topologyKey: topology.kubernetes.io/zone, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway, and its labels';
        return about(workload, 'spec.template.spec.topologySpreadConstraints', why, change);
      }),
};
