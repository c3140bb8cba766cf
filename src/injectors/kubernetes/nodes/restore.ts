import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { called } from '../../../domain/kubernetes/resource.ts';
import { nodes } from '../../../domain/kubernetes/surroundings.ts';
import type { Leftover, Restored } from '../../../domain/plan.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { findKept, isLoad, type Found } from '../keep.ts';
import { giveTurn } from '../turn.ts';
import { uncordon, uncordonByHand } from './cordon.ts';
import { unhealed } from './healed.ts';
import { passes } from './look.ts';
import { nodesUndo, type NodeRef, type NodesUndo } from './undo.ts';

const pause = ms(500);

/** Uncordons exactly what this injection cordoned; then waits, as long as it may, until the owners of the pods have as many available as before. */
export async function restore(undo: NodesUndo, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  const opened = await Promise.all(undo.nodes.map((node) => reopen(scene, node, signal)));
  // A node that could not be asked is asked again by whoever called: the others are open by now.
  const passing = opened.find((one) => 'failed' in one && (passes(one.failed) || isClusterError(one.failed, 'conflict')));
  if (passing !== undefined && 'failed' in passing) throw passing.failed;
  const shut = opened.flatMap((one) => ('left' in one ? [one.left] : []));
  const left = [...shut, ...(await healing(scene, undo, signal))];
  if (left.length > 0) return { kind: 'left', left };
  await giveBack(undo.tenants, scene, signal);
  const edited = opened.flatMap((one) => ('edited' in one && one.edited !== undefined ? [one.edited] : []));
  return edited.length > 0 ? { kind: 'edited', note: edited.join('; ') } : { kind: 'restored' };
}

type Reopened = { readonly edited?: string } | { readonly failed: unknown; readonly left: Leftover };

async function reopen(scene: ClusterScene, node: NodeRef, signal: AbortSignal): Promise<Reopened> {
  try {
    return await uncordon(scene, node, signal);
  } catch (failed) {
    return { failed, left: { target: called(nodes, node.name), why: reason(failed), command: uncordonByHand(scene, [node.name]) } };
  }
}

/** Looks until nothing is amiss or time is up, and says what then still is. */
async function healing(scene: ClusterScene, undo: NodesUndo, signal: AbortSignal): Promise<readonly Leftover[]> {
  let last: readonly Leftover[] = [];
  for (;;) {
    try {
      last = await unhealed(scene, undo, signal);
      if (last.length === 0) return last;
    } catch (error) {
      // The time is up: what was seen last is told, and not that a look was cut short.
      if (signal.aborted ? last.length === 0 : !passes(error)) throw error;
    }
    if (!signal.aborted) await scene.clock.sleep(pause, signal);
    if (signal.aborted && last.length > 0) return last;
  }
}

/** Another fault of this run may act there, by itself or as on a tenant, and then gives the turn back itself; a load does not need it. */
export async function giveBack(tenants: readonly string[], scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const keptIn = (namespace: string): Promise<readonly Found[]> => findKept(scene.cluster, { namespace, run: scene.run }, scene.clock.wall(), signal);
  const others = new Set((await keptIn(scene.namespace)).filter(({ map }) => map.metadata.name !== scene.injection).flatMap(tenantsOf));
  for (const namespace of tenants.filter((tenant) => !others.has(tenant)))
    if ((await keptIn(namespace)).every(isLoad)) await giveTurn({ ...scene, namespace }, signal);
}

const tenantsOf = ({ kept }: Found): readonly string[] => ('undo' in kept ? (nodesUndo.safeParse(kept.undo.fault).data?.tenants ?? []) : []);
