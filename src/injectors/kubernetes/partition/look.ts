import { namespaces, policies, type NetworkPolicy } from '../../../domain/kubernetes/surroundings.ts';
import type { Meta } from '../../../domain/kubernetes/meta.ts';
import { pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import type { ClusterScene } from '../fault.ts';
import { workloadsOf } from '../pods/look.ts';
import type { Workload } from '../pods/workload.ts';
import { addressesOf, isLive } from './addresses.ts';
import type { Side } from './others.ts';
import type { Cut } from './undo.ts';

export interface View {
  readonly pods: readonly Pod[];
  /** Of everything where undefined; without a namespace where that is missing. */
  readonly peers: Side | undefined;
  readonly namespace: Meta;
  readonly policies: readonly NetworkPolicy[];
  readonly workloads: readonly Workload[];
  /** Live pods of the namespace. */
  readonly all: number;
}

/** What is there; a string where a namespace is not. */
export async function look(cut: Cut, scene: ClusterScene, signal: AbortSignal): Promise<View | string> {
  const { cluster, namespace } = scene;
  const there = cut.peers?.namespace ?? namespace;
  const [chosen, all, over, workloads, own, other, peers] = await Promise.all([
    cluster.list(pods, { namespace, labels: cut.pods }, signal),
    cluster.list(pods, { namespace }, signal),
    cluster.list(policies, { namespace }, signal),
    workloadsOf(['deployment', 'statefulset', 'daemonset', 'replicaset'], scene, signal),
    cluster.get(namespaces, { name: namespace }, signal),
    cluster.get(namespaces, { name: there }, signal),
    cut.peers === null ? [] : livePeers(cut.peers, scene, signal),
  ]);
  if (own === undefined) return namespace;
  if (other === undefined) return there;
  return {
    pods: chosen.filter(isLive),
    peers: cut.peers === null ? undefined : { pods: peers, namespace: other.metadata },
    namespace: own.metadata,
    policies: over.filter(({ metadata }) => metadata.name !== scene.injection),
    workloads,
    all: all.filter(isLive).length,
  };
}

async function livePeers(peers: NonNullable<Cut['peers']>, { cluster }: Pick<ClusterScene, 'cluster'>, signal: AbortSignal): Promise<readonly Pod[]> {
  return (await cluster.list(pods, peers, signal)).filter(isLive);
}

/** The addresses of the peers, as they are now. */
export async function peerAddresses({ peers }: Cut, scene: Pick<ClusterScene, 'cluster'>, signal: AbortSignal): Promise<readonly string[]> {
  if (peers === null) return [];
  return (await livePeers(peers, scene, signal)).flatMap(addressesOf).toSorted();
}
