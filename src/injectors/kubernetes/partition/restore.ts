import { policies, type NetworkPolicy } from '../../../domain/kubernetes/surroundings.ts';
import type { Restored } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { mark } from '../names.ts';
import { kubectl } from '../pods/words.ts';
import { changesIn } from './policy.ts';
import { tryByHand, tryFresh, type Tried } from './prove.ts';
import type { PartitionUndo, Proof } from './undo.ts';

const pause = ms(500);
const blink = ms(100);

/** Deletes the policy if it is still what was made, and tries until the two can talk, where there is a proof. */
export async function restore(undo: PartitionUndo, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  const { cluster, namespace, injection } = scene;
  for (;;) {
    const found = await cluster.get(policies, { namespace, name: injection }, signal);
    if (found === undefined) break;
    const strange = changedBy(found, undo, scene);
    if (strange !== undefined) return left(`networkpolicy/${injection}`, strange, kubectl(scene, 'delete', 'networkpolicy', injection));
    const { uid, resourceVersion } = found.metadata;
    const removal = await cluster.remove(policies, { namespace, name: injection }, { uid, resourceVersion }, signal);
    // Something changed between look and deletion, or finalizers hold it: looked at again.
    if (removal !== 'gone') await scene.clock.sleep(blink, signal);
  }
  return undo.proof === null ? { kind: 'restored' } : talking(undo.proof, scene, signal);
}

/** What a human made of it, which is theirs now; undefined where it is as it was made. */
function changedBy(found: NetworkPolicy, { cut }: PartitionUndo, { injection }: ClusterScene): string | undefined {
  if (found.metadata.labels[mark.injection] !== injection)
    return `its label ${mark.injection} is ${found.metadata.labels[mark.injection] ?? 'gone'}: somebody has made it theirs`;
  const changes = changesIn(found, cut);
  return changes.length === 0 ? undefined : `somebody has changed it: ${changes.join('; ')}`;
}

function left(target: string, why: string, command: string): Restored {
  return { kind: 'left', left: [{ target, why, command }] };
}

/** Enforcers lag behind the API. */
async function talking(proof: Proof, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  let last: Tried = { kind: 'unknown', why: 'nobody has tried' };
  while (!signal.aborted) {
    last = await tryFresh(proof, scene, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return last;
    });
    if (last.kind === 'talks') return { kind: 'restored' };
    if (last.kind === 'nowhere') return { kind: 'restored', note: `the policy is gone; that the two can talk is not proven: ${last.why}` };
    await scene.clock.sleep(pause, signal);
  }
  const why = last.kind === 'cut' ? last.how : last.kind === 'unknown' ? last.why : '';
  return left(`pods with ${proof.in.labels}`, `the policy is gone, and they cannot be seen to talk again: ${why}`, tryByHand(proof, scene));
}
