import { nodes as nodesOf } from '../../../domain/kubernetes/surroundings.ts';
import type { Observation } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { cordonOf } from './claim.ts';
import { stillThere } from './remove.ts';
import type { NodesUndo } from './undo.ts';

/** There while each node is cordoned by this injection and each of the pods is gone, or on its way out. */
export async function observe(undo: NodesUndo, scene: ClusterScene, stayed: string | undefined, signal: AbortSignal): Promise<Observation> {
  const [nodes, there] = await Promise.all([
    Promise.all(undo.nodes.map(async ({ name, uid }) => ({ name, uid, node: await scene.cluster.get(nodesOf, { name }, signal) }))),
    stillThere(scene, undo, signal),
  ]);
  const free = nodes.filter(({ uid, node }) => node?.metadata.uid !== uid || cordonOf(node, scene.injection).kind !== 'ours');
  if (free.length === nodes.length) return { presence: 'absent' };
  if (free.length === 0 && there.length === 0) return { presence: 'present' };
  const parts = [
    ...(free.length === 0 ? [] : [`not cordoned by this run: ${free.map(({ name }) => name).join(', ')}`]),
    ...(there.length === 0
      ? []
      : [`${there.length} of ${undo.pods.length} pods are still there, ${there[0]?.name ?? ''} first`, ...(stayed === undefined ? [] : [stayed])]),
  ];
  return { presence: 'partly', detail: parts.join('; ') };
}
