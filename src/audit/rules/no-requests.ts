import { about, containersOf, type Rule } from '../rule.ts';
import { givenTo } from '../resources.ts';

export const noRequests: Rule = {
  id: 'no-requests',
  severity: 'medium',
  about: 'Without requests the scheduler fills nodes blindly, and what requests nothing is evicted first.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) =>
      containersOf(workload).flatMap(({ container, field }) => {
        const { requests, limits } = givenTo(container, workload);
        // A limit without a request is the request. Source: Kubernetes docs, "Resource Management for Pods and Containers".
        const missing = ['cpu', 'memory'].filter((what) => requests[what] === undefined && limits[what] === undefined);
        if (missing.length === 0) return [];
        const why = `container ${container.name} requests no ${missing.join(' and no ')}: its node may be full, and then it is the first to go`;
        return [about(workload, `${field}.resources.requests`, why, missing.map((what) => `${what}: what it takes under load`).join(', '))];
      }),
    ),
};
