/** Which of the pods that match are left alone, and why. */
import { between } from '../../../domain/instants.ts';
import type { Meta } from '../../../domain/kubernetes/meta.ts';
import { isMirror, isReady, type Pod } from '../../../domain/kubernetes/pods.ts';
import type { Resource } from '../../../domain/kubernetes/resource.ts';
import { optedOut } from '../opted.ts';
import { mark, owner } from '../names.ts';
import type { Found, Keeper } from './sight.ts';

export interface Circumstances {
  /** `kubernetes.pod-kill`. */
  readonly type: string;
  readonly production: boolean;
  /** Whether the environment asks for consent, and the namespace has not given it. */
  readonly silent: boolean;
  /** Whether pods that nobody keeps may be hit. */
  readonly ownerless: boolean;
  /** ms. */
  readonly minAge: number;
  /** RFC 3339. */
  readonly now: string;
  /** Name of the pod that firedrill itself runs in, where it runs in one. */
  readonly self: string | undefined;
}

export interface Spared {
  readonly found: Found;
  readonly why: string;
}

/** Those that may be hit, and those that may not, each with its reason. */
export function sift(all: readonly Found[], circumstances: Circumstances): { readonly eligible: readonly Found[]; readonly spared: readonly Spared[] } {
  const judged = all.map((found) => ({ found, why: whySpared(found, circumstances) }));
  return {
    eligible: judged.flatMap(({ found, why }) => (why === undefined ? [found] : [])),
    spared: judged.flatMap(({ found, why }) => (why === undefined ? [] : [{ found, why }])),
  };
}

export const notReady = 'not ready';
export const unconsented = `without the consent that the environment asks for (annotation ${mark.faults} on the pod, its workload or its namespace)`;

function whySpared({ pod, keeper }: Found, circumstances: Circumstances): string | undefined {
  const { metadata, status } = pod;
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return 'finished';
  if (metadata.deletionTimestamp !== undefined) return 'terminating already';
  if (isMirror(pod)) return 'a mirror of a static pod, which the API cannot end';
  if (isOurs(metadata, circumstances.self)) return 'firedrill itself';
  const kept = keeperSpares(keeper, circumstances);
  if (kept !== undefined) return kept;
  const word = wordAgainst(pod, keeper, circumstances);
  if (word !== undefined) return word;
  if (between(metadata.creationTimestamp, circumstances.now) < circumstances.minAge) return 'younger than min-age';
  return isReady(pod) ? undefined : notReady;
}

export function isOurs({ name, labels }: Meta, self: string | undefined): boolean {
  return name === self || labels[mark.managedBy] === owner || labels['app.kubernetes.io/name'] === owner || labels['app.kubernetes.io/part-of'] === owner;
}

function keeperSpares(keeper: Keeper, { production, ownerless }: Circumstances): string | undefined {
  switch (keeper.kind) {
    case 'nobody':
      return ownerless ? undefined : 'without an owner that would bring it back (ownerless: true takes it all the same)';
    case 'unknown':
      return `kept by ${keeper.name}, of which firedrill cannot tell whether it is at rest`;
    case 'workload':
      return production && keeper.workload.kind === 'statefulset' ? 'of a StatefulSet in production: such a drill belongs on a clone' : undefined;
  }
}

/** The pod's own word, else its workload's; by a Prometheus runs are judged, so that it has to be named by its own word. */
function wordAgainst({ metadata }: Pod, keeper: Keeper, { type, silent }: Pick<Circumstances, 'type' | 'silent'>): string | undefined {
  const own = metadata.annotations[mark.faults] !== undefined;
  if (!own && keeper.kind === 'workload' && keeper.workload.meta.annotations[mark.faults] !== undefined) {
    const { kind, meta } = keeper.workload;
    return optedOut({ kind }, meta, type)[0]?.why;
  }
  if (own) return optedOut(podResource, metadata, type)[0]?.why;
  if (silent) return unconsented;
  return metadata.labels['app.kubernetes.io/name'] === 'prometheus'
    ? `a Prometheus, by which runs are judged (annotation ${mark.faults}: all allows it)`
    : undefined;
}

const podResource: Pick<Resource, 'kind'> = { kind: 'pod' };
