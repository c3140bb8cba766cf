import { isClusterError, isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import { nodes, type KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { mark } from '../names.ts';
import { kubectl } from '../pods/words.ts';
import { cordonOf } from './claim.ts';
import type { NodeRef } from './undo.ts';

type Place = Pick<ClusterScene, 'cluster' | 'injection'>;

/** A heartbeat may come between a look and the patch that was based on it. */
const tries = 5;

/**
 * Cordons a node and puts the injection's mark on it, in one patch that a change since the look defeats: of two runners one gets it.
 * Why not, where somebody else has it: then it is untouched. Stopped half-way it has done both or nothing.
 */
export async function cordon(place: Place, { name, uid }: NodeRef, signal: AbortSignal): Promise<Refusal | undefined> {
  let against: Refusal | undefined;
  const patch = { metadata: { annotations: { [mark.injection]: place.injection } }, spec: { unschedulable: true } };
  await changed(place, { name, uid }, signal, (node) => {
    if (node === undefined) {
      against = { why: `node ${name} is gone, or another machine has its name`, hint: 'Choose another node.' };
      return undefined;
    }
    const found = cordonOf(node, place.injection);
    if (found.kind === 'open') return patch;
    if (found.kind !== 'ours') {
      const has = found.kind === 'claimed' ? `injection ${found.by} has it` : 'somebody else has just cordoned it';
      against = { why: `node ${name} cannot be cordoned: ${has}`, hint: 'Try again later.' };
    }
    return undefined;
  });
  return against;
}

/** Nothing more of this injection is on the node; a note where it stands otherwise than before, since somebody wanted that. */
export async function uncordon(place: Place, { name, uid }: NodeRef, signal: AbortSignal): Promise<{ readonly edited?: string }> {
  let edited: string | undefined;
  const unmark = { metadata: { annotations: { [mark.injection]: null } } };
  await changed(place, { name, uid }, signal, (node) => {
    if (node === undefined) {
      edited = `${name} is gone, or another machine has its name`;
      return undefined;
    }
    const found = cordonOf(node, place.injection);
    switch (found.kind) {
      case 'ours':
        return { ...unmark, spec: { unschedulable: null } };
      case 'reopened':
        edited = `somebody uncordoned ${name} meanwhile`;
        return unmark;
      case 'taken over':
        edited = `${found.by} uncordoned ${name} meanwhile and cordoned it again: left cordoned`;
        return unmark;
      case 'cordoned':
        edited = `${name} is cordoned, without the mark of this run: left as it is`;
        return undefined;
      default:
        return undefined;
    }
  });
  return edited === undefined ? {} : { edited };
}

type Patch = {
  readonly metadata: { readonly annotations: Readonly<Record<string, string | null>> };
  readonly spec?: { readonly unschedulable: boolean | null };
};

/** Looks, decides, and writes on condition that nothing has changed since; a lost answer or a lost race is looked at again. */
async function changed(
  { cluster }: Place,
  { name, uid }: NodeRef,
  signal: AbortSignal,
  decide: (node: KubeNode | undefined) => Patch | undefined,
): Promise<void> {
  for (let left = tries; ; left -= 1) {
    const node = await cluster.get(nodes, { name }, signal);
    const patch = decide(node?.metadata.uid === uid ? node : undefined);
    if (patch === undefined || node === undefined) return;
    const { resourceVersion } = node.metadata;
    try {
      await cluster.patch(nodes, { name }, { ...patch, metadata: { ...patch.metadata, resourceVersion } }, signal);
      return;
    } catch (error) {
      if (left <= 1 || signal.aborted || !(isUnclear(error) || isClusterError(error, 'conflict', 'not found'))) throw error;
    }
  }
}

export function uncordonByHand(scene: Pick<ClusterScene, 'cluster' | 'namespace'>, names: readonly string[]): string {
  return `${kubectl(scene, 'uncordon', ...names)} && ${kubectl(scene, 'annotate', 'node', ...names, `${mark.injection}-`)}`;
}
