/** Which pods of a node a fault there ends, which it leaves, and which stand against it. */
import { controllerOf } from '../../../domain/kubernetes/meta.ts';
import { isMirror, type Pod } from '../../../domain/kubernetes/pods.ts';
import { isOurs } from '../pods/spare.ts';
import type { Workload } from '../pods/workload.ts';
import { ownerOf } from './owners.ts';

export interface Whose {
  /** Whose pods are ended: the fault's own namespace, and the other tenants that the file names. */
  readonly namespaces: readonly string[];
  /** Name of the pod that firedrill itself runs in, where it runs in one. */
  readonly self: string | undefined;
}

export interface Sorted {
  readonly victims: readonly Pod[];
  /** Of namespaces that nobody has said yes for. */
  readonly tenants: readonly Pod[];
  /** Nobody brings them back as they were: bare pods, and those of Jobs, whose work would be lost. */
  readonly unowned: readonly Pod[];
}

/** What the cluster itself needs, and the run, what is bound to its node, and what is over, is left, and in no list. Source: kubectl drain, Kubernetes docs "Safely Drain a Node". */
export function sorted(pods: readonly Pod[], { namespaces, self }: Whose, owners: readonly Workload[]): Sorted {
  const movable = pods.filter((pod) => !stays(pod, self));
  const ours = movable.filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''));
  return {
    victims: ours.filter((pod) => ownerOf(owners, pod) !== undefined),
    unowned: ours.filter((pod) => ownerOf(owners, pod) === undefined),
    tenants: movable.filter(({ metadata }) => !namespaces.includes(metadata.namespace ?? '')),
  };
}

/** Whether it is none that a fault on its node ends. */
export function stays(pod: Pod, self: string | undefined): boolean {
  const { metadata, status } = pod;
  const over = status.phase === 'Succeeded' || status.phase === 'Failed' || metadata.deletionTimestamp !== undefined;
  const needed = isSystem(metadata.namespace ?? '') || isOurs(metadata, self) || metadata.labels['app.kubernetes.io/name'] === 'prometheus';
  return over || needed || isMirror(pod) || controllerOf(metadata)?.kind === 'DaemonSet';
}

/** Source: Kubernetes docs, "Initial namespaces". */
function isSystem(namespace: string): boolean {
  return namespace.startsWith('kube-');
}
