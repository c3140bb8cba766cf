import { pods } from '../../../domain/kubernetes/pods.ts';
import { rightsOn, type Right } from '../../../domain/kubernetes/right.ts';
import { budgets, leases, namespaces, nodes } from '../../../domain/kubernetes/surroundings.ts';
import { deployments, replicaSets, statefulSets } from '../../../domain/kubernetes/workloads.ts';
import type { ClusterFaultPlan } from '../fault.ts';
import { turnName } from '../names.ts';

interface Needs {
  readonly namespace: string;
  readonly tenants: readonly string[];
  readonly by: 'eviction' | 'deletion';
  /** The one node that may be cordoned, where the file names it. */
  readonly node?: string;
}

/** Nodes, and whose pods are on them, are seen across the cluster; everything else is asked for in the namespaces that are meant. */
export function rightsForNodes({ namespace, tenants, by, node }: Needs): ClusterFaultPlan['rights'] {
  const all = [namespace, ...tenants];
  const end = by === 'eviction' ? { ...pods, plural: 'pods/eviction' } : pods;
  const watch = (at: { readonly namespace: string }): readonly Right[] =>
    [pods, deployments, replicaSets, statefulSets].flatMap((one) => rightsOn(one, ['list'], at));
  return {
    inject: [
      ...rightsOn(nodes, ['list'], {}),
      ...rightsOn(pods, ['list'], {}),
      ...tenants.flatMap((name) => rightsOn(namespaces, ['get'], { namespace: name, name })),
      ...all.flatMap((one) => rightsOn(end, [by === 'eviction' ? 'create' : 'delete'], { namespace: one })),
      ...(by === 'eviction' ? all.flatMap((one) => rightsOn(budgets, ['list'], { namespace: one })) : []),
      ...tenants.flatMap((one) => rightsOn(leases, ['create'], { namespace: one })),
    ],
    restore: [
      ...rightsOn(nodes, ['get', 'patch'], node === undefined ? {} : { name: node }),
      ...all.flatMap((one) => watch({ namespace: one })),
      ...tenants.flatMap((one) => rightsOn(leases, ['get', 'patch', 'delete'], { namespace: one, name: turnName })),
      ...tenants.flatMap((one) => rightsOn({ version: 'v1', plural: 'configmaps' }, ['list'], { namespace: one })),
    ],
  };
}
