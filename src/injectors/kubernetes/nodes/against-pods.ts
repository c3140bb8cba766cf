/** What stands against ending the pods of some nodes. */
import type { Pod } from '../../../domain/kubernetes/pods.ts';
import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { mark } from '../names.ts';
import { notOptedIn, optedOut, wordOf } from '../opted.ts';
import { untilAtRest } from '../pods/words.ts';
import { keyOf, type Workload } from '../pods/workload.ts';
import { covers, shortBudgets, type Patience } from './headroom.ts';
import type { View } from './look.ts';
import { ownerOf } from './owners.ts';
import { sorted, type Whose } from './sorted.ts';

export interface Said extends Whose {
  readonly type: string;
  /** For commands that are to be typed. */
  readonly cluster: Pick<Cluster, 'address' | 'elsewhere'>;
  /** Absent where pods are deleted, whatever the budgets say. */
  readonly patience?: Patience;
  readonly production: boolean;
  /** Whether a namespace has to have opted in. */
  readonly optIn: boolean;
}

/** The pods that go with these nodes, and who brings them back. */
export function victimsOn(nodes: readonly KubeNode[], view: View, whose: Whose): { readonly victims: readonly Pod[]; readonly owners: readonly Workload[] } {
  const { victims } = sorted(podsOn(nodes, view), whose, view.owners);
  const owners = new Set(victims.map((pod) => ownerOf(view.owners, pod)).filter((one) => one !== undefined));
  return { victims, owners: [...owners] };
}

function podsOn(nodes: readonly KubeNode[], { pods }: View): readonly Pod[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  return pods.filter(({ spec: { nodeName } }) => nodeName !== undefined && names.has(nodeName));
}

export function againstPods(nodes: readonly KubeNode[], view: View, said: Said): readonly Refusal[] {
  const { tenants, unowned } = sorted(podsOn(nodes, view), said, view.owners);
  const { victims, owners } = victimsOn(nodes, view, said);
  const found: Refusal[] = [];
  if (tenants.length > 0) {
    const whose = [...new Set(tenants.map(({ metadata }) => metadata.namespace ?? ''))];
    const hint = `Ask their owners; then say other-tenants: [${whose.join(', ')}], and they go too.`;
    found.push({ why: `other tenants have pods on ${names(nodes)}: ${list(tenants)}`, hint });
  }
  if (unowned.length > 0)
    found.push({ why: `nobody would bring back as it was ${list(unowned)}`, hint: 'Move it first, or choose a node without such a pod.' });
  if (victims.length === 0)
    found.push({ why: `no pod of ${said.namespaces.join(', ')} is on ${names(nodes)} that could go`, hint: 'Choose a node that has one.' });
  return [
    ...found,
    ...victims.flatMap((pod) => itself(pod, said.type)),
    ...againstOwners(owners, view, said),
    ...(said.patience === undefined ? [] : againstBudgets(view, victims, said.patience)),
  ];
}

function againstOwners(owners: readonly Workload[], view: View, { type, production, optIn, cluster }: Said): readonly Refusal[] {
  const metas = (namespace: string) => owners.filter(({ meta }) => meta.namespace === namespace).map((one) => [one, one.meta] as const);
  const words = view.namespaces.flatMap((one) => [...(optIn ? notOptedIn(one) : []), ...wordOf(one, metas(one.name), type)]);
  const stateful = production ? owners.filter(({ kind }) => kind === 'statefulset') : [];
  return [...words, ...stateful.map(primary), ...owners.flatMap((owner) => degraded(owner, cluster))];
}

function primary(owner: Workload): Refusal {
  return { why: `${keyOf(owner)} has a pod there, and this is production`, hint: 'Drill the loss of a primary on a clone.' };
}

function degraded(owner: Workload, cluster: Said['cluster']): readonly Refusal[] {
  const { meta, desired, available, rollout } = owner;
  const hint = untilAtRest(owner, { cluster, namespace: meta.namespace ?? '' });
  if (rollout !== null) return [{ why: `${keyOf(owner)} is in the middle of a rollout: ${rollout}`, hint }];
  return available < desired ? [{ why: `${available} of ${desired} pods of ${keyOf(owner)} are available`, hint }] : [];
}

/** A pod's own word goes before that of its workload. */
function itself(pod: Pod, type: string): readonly Refusal[] {
  return pod.metadata.annotations[mark.faults] === undefined ? [] : optedOut({ kind: 'Pod' }, pod.metadata, type);
}

/** Pods under two budgets the API never evicts. Source: Kubernetes docs, "API-initiated Eviction". */
function againstBudgets(view: View, victims: readonly Pod[], patience: Patience): readonly Refusal[] {
  const twice = victims.flatMap((pod) => {
    const those = view.budgets.filter((budget) => covers(budget, pod)).map(({ metadata }) => metadata.name);
    return those.length > 1 ? [`budgets ${those.join(' and ')} are both over ${pod.metadata.name}, and the API evicts no such pod`] : [];
  });
  if (twice[0] !== undefined) return [{ why: twice[0], hint: 'Let one budget do.' }];
  return shortBudgets(view.budgets, victims, patience).map(({ budget, pods, allowed }) => ({
    why: `poddisruptionbudget/${budget.metadata.name} lets ${allowed} pods go, and ${pods} would have to`,
    hint: allowed === 0 ? 'Give it headroom: more replicas, or a lower minAvailable.' : 'Say on-refusal: wait, or give it headroom.',
  }));
}

const most = 5;

function list(pods: readonly Pod[]): string {
  const shown = pods.slice(0, most).map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`);
  return [...shown, ...(pods.length > most ? [`${pods.length - most} more`] : [])].join(', ');
}

export function names(nodes: readonly KubeNode[]): string {
  return nodes.map(({ metadata }) => metadata.name).join(', ');
}
