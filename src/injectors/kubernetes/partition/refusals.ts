/** What stands against a partition, decided from what a look gave. */
import type { Pod } from '../../../domain/kubernetes/pods.ts';
import { namespaces } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import { mark } from '../names.ts';
import { notOptedIn, optedOut, wordOf } from '../opted.ts';
import { keeperOf } from '../pods/look.ts';
import { isOurs } from '../pods/spare.ts';
import { addressesOf } from './addresses.ts';
import type { View } from './look.ts';
import { holes } from './others.ts';
import type { Cut } from './undo.ts';

const type = 'kubernetes.partition';

export interface Whose {
  readonly namespace: string;
  /** Name of the pod that firedrill itself runs in, where it runs in one. */
  readonly self: string | undefined;
  /** Whether a namespace has to have opted in. */
  readonly optIn: boolean;
}

export function against(view: View, cut: Cut, whose: Whose): readonly Refusal[] {
  const { namespace } = whose;
  if (view.pods.length === 0) return [nobody(cut.pods, namespace)];
  if (view.peers?.pods.length === 0) return [nobody(cut.peers?.labels ?? '', cut.peers?.namespace ?? '')];
  const sides = [...view.pods, ...(view.peers?.pods ?? [])];
  const found = [...sides.flatMap(ungoverned), ...view.pods.filter(({ metadata }) => isOurs(metadata, whose.self)).map(ours)];
  return [...found, ...words(view, whose.optIn), ...through(view, cut, namespace)];
}

function nobody(labels: string, namespace: string): Refusal {
  return { why: `no pod with ${labels} is in namespace ${namespace}`, hint: `Correct the labels; to look: kubectl -n ${namespace} get pods -l '${labels}'.` };
}

/** Source: Kubernetes docs, "Network Policies", what happens to hostNetwork pods. */
function ungoverned(pod: Pod): readonly Refusal[] {
  const { name } = pod.metadata;
  if (pod.spec.hostNetwork) return [{ why: `pod/${name} is on the network of its node, where no policy governs it`, hint: 'Choose labels without it.' }];
  return addressesOf(pod).length > 0 ? [] : [{ why: `pod/${name} has no address yet`, hint: 'Wait until it runs.' }];
}

function ours({ metadata }: Pod): Refusal {
  return { why: `pod/${metadata.name} is of firedrill itself, and would be cut off with its restore`, hint: 'Choose labels without it.' };
}

/** What the pods' own annotations say, those of their workloads, and those of both namespaces. */
function words({ pods, peers, namespace, workloads }: View, optIn: boolean): readonly Refusal[] {
  const own = pods.flatMap(({ metadata }) => (metadata.annotations[mark.faults] === undefined ? [] : optedOut({ kind: 'Pod' }, metadata, type)));
  const keepers = pods.map(({ metadata }) => keeperOf(metadata, workloads)).flatMap((keeper) => (keeper.kind === 'workload' ? [keeper.workload] : []));
  const kept = wordOf(namespace, [...new Set(keepers)].map((one) => [one, one.meta] as const), type); // prettier-ignore
  const theirs =
    peers === undefined || peers.namespace.name === namespace.name
      ? []
      : [...(optIn ? notOptedIn(peers.namespace) : []), ...optedOut(namespaces, peers.namespace, type)];
  return [...own, ...kept, ...theirs];
}

function through({ policies, pods, peers }: View, cut: Cut, namespace: string): readonly Refusal[] {
  const who = cut.peers === null ? 'others' : 'the peers';
  return holes(policies, pods, peers, cut).map(({ policy, way }) => ({
    why: `networkpolicy/${policy} lets the pods talk to ${who} (${way}) whatever another policy says: policies only add to what is allowed`,
    hint: `Choose pods or peers that it does not allow, or do without it for the drill; to look: kubectl -n ${namespace} describe networkpolicy ${policy}.`,
  }));
}
