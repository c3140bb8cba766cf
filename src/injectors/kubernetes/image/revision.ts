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

export async function forgetRevision(undo: ImageUndo, { cluster, namespace, injection }: ClusterScene, signal: AbortSignal): Promise<void> {
  if (!undo.makesRevision) return;
  const sets = await cluster.list(replicaSets, { namespace }, signal);
  for (const { metadata: { name, uid, resourceVersion } } of sets.filter((one) => isOurs(one, undo, injection))) {
    await cluster.remove(replicaSets, { namespace, name }, { uid, resourceVersion }, signal);
  } // prettier-ignore
}

/** Of this Deployment, with the fault's image, and with its mark, which the controller copies from the Deployment; and without pods. */
function isOurs({ metadata, spec, status }: ReplicaSet, { uid, container, ours }: ImageUndo, injection: string): boolean {
  const made = controllerOf(metadata)?.uid === uid && metadata.annotations[markOf(injection)] !== undefined;
  return made && imageOf(spec.template, container) === ours && spec.replicas === 0 && status.replicas === 0;
}
