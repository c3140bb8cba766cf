import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import type { Meta } from '../../../domain/kubernetes/meta.ts';
import { pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import { budgets, namespaces, nodes, type Budget, type KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { workloadsOf } from '../pods/look.ts';
import type { Workload } from '../pods/workload.ts';
import { ownerKinds } from './owners.ts';

/** What is seen of a cluster before one of its nodes is touched. */
export interface View {
  readonly nodes: readonly KubeNode[];
  /** Of all namespaces. */
  readonly pods: readonly Pod[];
  /** Of those namespaces, like the budgets. */
  readonly owners: readonly Workload[];
  readonly budgets: readonly Budget[];
  /** Of the namespaces whose pods are meant. */
  readonly namespaces: readonly Meta[];
}

interface Wanted {
  readonly namespaces: readonly string[];
  /** Budgets stand against evictions alone. */
  readonly budgets: boolean;
}

export async function look(cluster: Cluster, { namespaces: wanted, budgets: asked }: Wanted, signal: AbortSignal): Promise<View> {
  const [allNodes, allPods, owners, found, metas] = await Promise.all([
    cluster.list(nodes, {}, signal),
    cluster.list(pods, {}, signal),
    lookAtOwners(cluster, wanted, signal),
    asked ? each(wanted, (namespace) => cluster.list(budgets, { namespace }, signal)) : [],
    each(wanted, async (name) => [await cluster.get(namespaces, { name }, signal)]),
  ]);
  return { nodes: allNodes, pods: allPods, owners, budgets: found, namespaces: metas.filter((one) => one !== undefined).map(({ metadata }) => metadata) };
}

export async function lookAtOwners(cluster: Cluster, wanted: readonly string[], signal: AbortSignal): Promise<readonly Workload[]> {
  return each(wanted, (namespace) => workloadsOf(ownerKinds, { cluster, namespace }, signal));
}

export async function podsIn(cluster: Cluster, wanted: readonly string[], signal: AbortSignal): Promise<readonly Pod[]> {
  return each(wanted, (namespace) => cluster.list(pods, { namespace }, signal));
}

async function each<T>(names: readonly string[], read: (name: string) => Promise<readonly T[]>): Promise<readonly T[]> {
  return (await Promise.all(names.map(read))).flat();
}

/** Whether a failure of a look is one that passes by itself. */
export function passes(error: unknown): boolean {
  return isClusterError(error, 'unreachable', 'timeout', 'server', 'too many');
}
