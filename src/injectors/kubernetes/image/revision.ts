/** The ReplicaSet of the bad rollout: while it is in the Deployment's history, `kubectl rollout undo` would lead straight back to the fault. */
import { controllerOf } from '../../../domain/kubernetes/meta.ts';
import { replicaSets, type ReplicaSet } from '../../../domain/kubernetes/workloads.ts';
import { markOf } from '../edit/field.ts';
import type { ClusterScene } from '../fault.ts';
import { imageOf } from './template.ts';
import type { ImageUndo } from './undo.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;

/** Whether a revision of this Deployment has had this image before: its controller would take that one up again. */
export async function hasHad(
  image: string,
  { uid, container }: Pick<ImageUndo, 'uid' | 'container'>,
  { cluster, namespace }: Where,
  signal: AbortSignal,
): Promise<boolean> {
  const sets = await cluster.list(replicaSets, { namespace }, signal);
  return sets.some(({ metadata, spec }) => controllerOf(metadata)?.uid === uid && imageOf(spec.template, container) === image);
}

/** Whether the fault's revision still has pods, or is still to make one: the Deployment's own numbers do not tell of those that are yet to come. */
export async function stillRuns(undo: ImageUndo, scene: ClusterScene, signal: AbortSignal): Promise<boolean> {
  return (await made(undo, scene, signal)).some(hasPods);
}

/** Takes the revision that the fault has made out of the history; one that was there before, or has pods, stays. */
export async function forgetRevision(undo: ImageUndo, scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const { cluster, namespace } = scene;
  const done = (await made(undo, scene, signal)).filter((one) => !hasPods(one));
  for (const { metadata: { name, uid, resourceVersion } } of done) await cluster.remove(replicaSets, { namespace, name }, { uid, resourceVersion }, signal); // prettier-ignore
}

/** Of this Deployment, with the fault's image, and with its mark, which the controller copies from the Deployment. */
async function made(
  { uid, container, ours, makesRevision }: ImageUndo,
  { cluster, namespace, injection }: ClusterScene,
  signal: AbortSignal,
): Promise<readonly ReplicaSet[]> {
  if (!makesRevision) return [];
  const sets = await cluster.list(replicaSets, { namespace }, signal);
  return sets.filter(({ metadata, spec }) => {
    const marked = controllerOf(metadata)?.uid === uid && metadata.annotations[markOf(injection)] !== undefined;
    return marked && imageOf(spec.template, container) === ours;
  });
}

const hasPods = ({ spec, status }: ReplicaSet): boolean => spec.replicas > 0 || status.replicas > 0;
