import type { Leftover } from '../../../domain/plan.ts';
import { called } from '../../../domain/kubernetes/resource.ts';
import { nodes } from '../../../domain/kubernetes/surroundings.ts';
import type { ClusterScene } from '../fault.ts';
import { lookAtOwners, podsIn } from './look.ts';
import { kubectl, watchByHand } from '../pods/words.ts';
import { keyOf, type Workload } from '../pods/workload.ts';
import { serving } from './owners.ts';
import type { NodesUndo, OwnerRef } from './undo.ts';
import type { Pod } from '../../../domain/kubernetes/pods.ts';

/** What of it is not as it was yet; empty once all is. */
export async function unhealed(scene: ClusterScene, undo: NodesUndo, signal: AbortSignal): Promise<readonly Leftover[]> {
  const wanted = [...new Set(undo.owners.map(({ namespace }) => namespace))];
  const [owners, pods, shut] = await Promise.all([
    lookAtOwners(scene.cluster, wanted, signal),
    podsIn(scene.cluster, wanted, signal),
    stillShut(scene, undo, signal),
  ]);
  return [...shut, ...undo.owners.flatMap((ref) => short(scene, ref, owners, pods))];
}

/** At least as many as before serve, or as many as are still asked for; who has been deleted meanwhile wants none. */
function short(scene: ClusterScene, { kind, namespace, name, available }: OwnerRef, owners: readonly Workload[], pods: readonly Pod[]): readonly Leftover[] {
  const found = owners.find((one) => one.kind === kind && one.meta.namespace === namespace && one.meta.name === name);
  if (found === undefined) return [];
  const [least, now] = [Math.min(available, found.desired), serving(owners, found, pods)];
  if (now >= least) return [];
  const command = watchByHand(found, { ...scene, namespace });
  return [{ target: keyOf(found), why: `${now} of ${least} pods are available`, command }];
}

const taint = 'node.kubernetes.io/unschedulable';

/** A controller takes the taint off some time after the cordon; until then the node takes no pod. Source: Kubernetes docs, "Taints and Tolerations". */
async function stillShut(scene: ClusterScene, undo: NodesUndo, signal: AbortSignal): Promise<readonly Leftover[]> {
  const found = await Promise.all(undo.nodes.map(async ({ name, uid }) => ({ name, uid, node: await scene.cluster.get(nodes, { name }, signal) })));
  const shut = found.filter(({ uid, node }) => node?.metadata.uid === uid && !node.spec.unschedulable && node.spec.taints.some(({ key }) => key === taint));
  return shut.map(({ name }) => ({
    target: called(nodes, name),
    why: `it still has the taint ${taint}`,
    command: kubectl(scene, 'describe', called(nodes, name)),
  }));
}
