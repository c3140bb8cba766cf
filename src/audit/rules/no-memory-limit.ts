import { about, containersOf, type Rule } from '../rule.ts';
import { givenTo } from '../resources.ts';

/** No rule for a CPU limit: one that is reached makes a service slow, and whether that is better than a full node is a matter of taste. */
export const noMemoryLimit: Rule = {
  id: 'no-memory-limit',
  severity: 'medium',
  about: 'A container without a memory limit that leaks takes its neighbours with it.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) =>
      containersOf(workload).flatMap(({ container, field }) => {
        if (givenTo(container, workload).limits['memory'] !== undefined) return [];
        const why = `container ${container.name} may take all memory of its node, and others there are killed for it`;
        return [about(workload, `${field}.resources.limits.memory`, why, 'memory: what it takes at most, with some room')];
      }),
    ),
};
