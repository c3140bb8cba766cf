/** Who brings back the pods of some namespaces, and how many of theirs serve. */
import type { WorkloadKind } from '../keys.ts';
import { isReady, type Pod } from '../../../domain/kubernetes/pods.ts';
import { keeperOf } from '../pods/look.ts';
import type { Workload } from '../pods/workload.ts';

/** Pods of a DaemonSet stay where they are. */
export const ownerKinds = ['deployment', 'statefulset', 'replicaset'] as const satisfies readonly WorkloadKind[];

/** The workload that brings a pod back; `undefined` where none of these does. */
export function ownerOf(owners: readonly Workload[], { metadata }: Pod): Workload | undefined {
  const keeper = keeperOf(metadata, owners);
  return keeper.kind === 'workload' ? keeper.workload : undefined;
}

/** How many of a workload's pods serve, by its own word and by what is there: its word may be older than the last eviction. */
export function serving(owners: readonly Workload[], workload: Workload, pods: readonly Pod[]): number {
  return Math.min(workload.available, pods.filter((pod) => isReady(pod) && ownerOf(owners, pod) === workload).length);
}
