/** The policy in the cluster: made, and kept what it is. */
import { isClusterError, isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import { policies } from '../../../domain/kubernetes/surroundings.ts';
import type { ClusterScene } from '../fault.ts';
import { labelsOf, mark } from '../names.ts';
import { peerAddresses } from './look.ts';
import { exceptIn, isAsMade, policySpec } from './policy.ts';
import type { PartitionUndo } from './undo.ts';

const at = ({ namespace, injection }: ClusterScene) => ({ namespace, name: injection });

/** Makes the policy, or finds that this injection has made it already: an answer may have been lost. */
export async function create({ cut }: PartitionUndo, scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const { cluster, namespace, run, injection } = scene;
  const metadata = { name: injection, namespace, labels: labelsOf(run, injection) };
  const spec = policySpec(cut, await peerAddresses(cut, scene, signal));
  try {
    await cluster.create(policies, namespace, { metadata, spec }, signal);
  } catch (error) {
    if (!isUnclear(error) && !isClusterError(error, 'conflict')) throw error;
    const found = await cluster.get(policies, at(scene), signal);
    if (found?.metadata.labels[mark.injection] !== injection) throw error;
  }
}

/** Peers that came since have other addresses; a policy that somebody has changed is left alone. */
export async function renew({ cut }: PartitionUndo, scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const [found, addresses] = await Promise.all([scene.cluster.get(policies, at(scene), signal), peerAddresses(cut, scene, signal)]);
  if (found === undefined || !isAsMade(found, cut) || addresses.every((one) => exceptIn(found).has(one))) return;
  const { resourceVersion } = found.metadata;
  await scene.cluster.patch(policies, at(scene), { metadata: { resourceVersion }, spec: policySpec(cut, addresses) }, signal);
}
