import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { passes, podsIn } from './look.ts';
import type { NodesUndo, PodRef } from './undo.ts';

const pause = ms(1000);
/** Calls under way at once: enough for a full node, and no load on the API server. */
const atOnce = 10;

/** All in the namespaces of the pods that go which are neither gone nor on their way out. */
export async function livePods({ cluster }: Pick<ClusterScene, 'cluster'>, undo: Pick<NodesUndo, 'pods'>, signal: AbortSignal): Promise<readonly Pod[]> {
  const found = await podsIn(cluster, [...new Set(undo.pods.map(({ namespace }) => namespace))], signal);
  return found.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Those of them that go, and have not. One that carries the name of another is another. */
export function stillThere(undo: Pick<NodesUndo, 'pods'>, alive: readonly Pod[]): readonly PodRef[] {
  const uids = new Set(undo.pods.map(({ uid }) => uid));
  return alive.filter(({ metadata }) => uids.has(metadata.uid)).map(refOf);
}

export function refOf({ metadata: { namespace = '', name, uid } }: Pod): PodRef {
  return { namespace, name, uid };
}

/**
 * Ends the pods, each with its UID as precondition, until none is left or the patience (ms) is over. Who was refused by a budget, or whose
 * answer was lost, is asked again after a second, if it is still there then. `stay` is called before each. Returns why some stayed; empty where none did.
 */
export async function removeAll(
  scene: ClusterScene,
  undo: Pick<NodesUndo, 'pods' | 'removal'>,
  stay: () => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const until = scene.clock.now() + undo.removal.patience;
  for (;;) {
    const there = stillThere(undo, await livePods(scene, undo, signal));
    const refused = await inTurns(there, async (pod) => {
      await stay();
      return removeOne(scene, pod, undo.removal, signal);
    });
    if (refused.length === 0) return '';
    if (scene.clock.now() >= until || signal.aborted) return refused.join('; ');
    await scene.clock.sleep(pause, signal);
  }
}

/** Why it stayed; `undefined` where it goes. */
async function removeOne({ cluster }: ClusterScene, pod: PodRef, { by, grace }: NodesUndo['removal'], signal: AbortSignal): Promise<string | undefined> {
  const when = { uid: pod.uid, ...(grace === null ? {} : { grace }) };
  try {
    if (by === 'deletion') await cluster.remove(pods, pod, when, signal);
    else {
      const eviction = await cluster.evict(pod, when, signal);
      if (eviction.kind === 'refused') return `${pod.name}: ${eviction.why}`;
    }
    return undefined;
  } catch (error) {
    if (!isClusterError(error) || !passes(error)) throw error;
    return `${pod.name}: ${error.message}`;
  }
}

async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<string | undefined>): Promise<readonly string[]> {
  const said: (string | undefined)[] = [];
  for (let at = 0; at < items.length; at += atOnce) said.push(...(await Promise.all(items.slice(at, at + atOnce).map(act))));
  return said.filter((one) => one !== undefined);
}
