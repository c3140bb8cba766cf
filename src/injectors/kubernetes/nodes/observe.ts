import type { Pod } from '../../../domain/kubernetes/pods.ts';
import { nodes as nodesOf } from '../../../domain/kubernetes/surroundings.ts';
import type { Observation } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { cordonOf } from './claim.ts';
import { livePods, stillThere } from './remove.ts';
import { stays } from './sorted.ts';
import type { NodesUndo } from './undo.ts';

/** There while each node is cordoned by this injection, each of the pods is gone, or on its way out, and no other one has taken its place there. */
export async function observe(undo: NodesUndo, scene: ClusterScene, stayed: string | undefined, signal: AbortSignal): Promise<Observation> {
  const [nodes, alive] = await Promise.all([
    Promise.all(undo.nodes.map(async ({ name, uid }) => ({ name, uid, node: await scene.cluster.get(nodesOf, { name }, signal) }))),
    livePods(scene, undo, signal),
  ]);
  const free = nodes.filter(({ uid, node }) => node?.metadata.uid !== uid || cordonOf(node, scene.injection).kind !== 'ours');
  if (free.length === nodes.length) return { presence: 'absent' };
  const [there, came] = [stillThere(undo, alive), newcomers(undo, alive, scene.env('HOSTNAME'))];
  if (free.length === 0 && there.length === 0 && came.length === 0) return { presence: 'present' };
  const parts = [
    ...(free.length === 0 ? [] : [`not cordoned by this run: ${free.map(({ name }) => name).join(', ')}`]),
    ...(there.length === 0
      ? []
      : [`${there.length} of ${undo.pods.length} pods are still there, ${there[0]?.name ?? ''} first`, ...(stayed === undefined ? [] : [stayed])]),
    ...(came.length === 0 ? [] : [`since they were looked at these have come, and stay: ${came.map(({ metadata }) => metadata.name).join(', ')}`]),
  ];
  return { presence: 'partly', detail: parts.join('; ') };
}

/** Between the choice and the moment in which the scheduler knows of the cordon a pod may come. It is in no record, so nobody ends it. */
function newcomers({ nodes, pods }: NodesUndo, alive: readonly Pod[], self: string | undefined): readonly Pod[] {
  const [names, known] = [new Set(nodes.map(({ name }) => name)), new Set(pods.map(({ uid }) => uid))];
  return alive.filter((pod) => names.has(pod.spec.nodeName ?? '') && !known.has(pod.metadata.uid) && !stays(pod, self));
}
