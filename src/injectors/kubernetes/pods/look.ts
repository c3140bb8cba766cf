import { controllerOf, type Meta } from '../../../domain/kubernetes/meta.ts';
import { pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import type { Resource } from '../../../domain/kubernetes/resource.ts';
import { budgets, nodes } from '../../../domain/kubernetes/surroundings.ts';
import { daemonSets, deployments, replicaSets, statefulSets } from '../../../domain/kubernetes/workloads.ts';
import type { ClusterScene } from '../fault.ts';
import type { WorkloadKind } from '../keys.ts';
import { kindsFor } from './kinds.ts';
import type { Amount, Selection } from './schema.ts';
import type { Found, Keeper, Sight } from './sight.ts';
import { keyOf, ofDaemonSet, ofDeployment, ofReplicaSet, ofStatefulSet, type Workload } from './workload.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;
const zoneLabel = 'topology.kubernetes.io/zone';

/** Every kind of workload, read as what is common to all. */
const kinds: Readonly<Record<WorkloadKind, Resource<Workload>>> = {
  deployment: { ...deployments, schema: deployments.schema.transform(ofDeployment) },
  statefulset: { ...statefulSets, schema: statefulSets.schema.transform(ofStatefulSet) },
  daemonset: { ...daemonSets, schema: daemonSets.schema.transform(ofDaemonSet) },
  replicaset: { ...replicaSets, schema: replicaSets.schema.transform(ofReplicaSet) },
};

/** All workloads of these kinds in the namespace. */
export async function workloadsOf(needed: readonly WorkloadKind[], { cluster, namespace }: Where, signal: AbortSignal): Promise<readonly Workload[]> {
  return (await Promise.all(needed.map((kind) => cluster.list(kinds[kind], { namespace }, signal)))).flat();
}

/** One of them; `undefined` where there is none. */
export async function workloadNamed(kind: WorkloadKind, name: string, { cluster, namespace }: Where, signal: AbortSignal): Promise<Workload | undefined> {
  return (await cluster.list(kinds[kind], { namespace, fields: `metadata.name=${name}` }, signal))[0];
}

/** Reads the pods that match, who keeps them, where they are, and the budgets over them. */
export async function look(selection: Selection, amount: Amount, scene: Where, signal: AbortSignal): Promise<Sight> {
  const { cluster, namespace } = scene;
  const { labels, fields, zone } = selection;
  const where = { namespace, ...(labels === null ? {} : { labels }), ...(fields === null ? {} : { fields }) };
  const [asked, all, workloads, zones, over] = await Promise.all([
    labels === null && fields === null ? undefined : cluster.list(pods, where, signal),
    cluster.list(pods, { namespace }, signal),
    workloadsOf(kindsFor(selection), scene, signal),
    zone !== null || amount.by === 'zone' ? zonesOfNodes(scene, signal) : new Map<string, string>(),
    cluster.list(budgets, { namespace }, signal),
  ]);
  const found = (asked ?? all).map((pod): Found => ({ pod, keeper: keeperOf(pod.metadata, workloads), zone: zones.get(pod.spec.nodeName ?? '') ?? null }));
  const matched = found.filter((one) => isOf(selection, one)).toSorted(byName);
  return { selection, matched, inNamespace: all.length, budgets: over };
}

async function zonesOfNodes({ cluster }: Where, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const all = await cluster.list(nodes, {}, signal);
  return new Map(all.flatMap(({ metadata: { name, labels } }) => (labels[zoneLabel] === undefined ? [] : [[name, labels[zoneLabel]] as const])));
}

/** Up the controllers, from the pod to the one that nobody controls; a set whose own controller is of another kind answers for itself. */
export function keeperOf(meta: Meta, workloads: readonly Workload[]): Keeper {
  const controller = controllerOf(meta);
  if (controller === undefined) return { kind: 'nobody' };
  const direct = workloads.find((one) => one.meta.uid === controller.uid);
  if (direct === undefined) return { kind: 'unknown', name: `${controller.kind}/${controller.name}` };
  const above = keeperOf(direct.meta, workloads);
  return above.kind === 'workload' ? above : { kind: 'workload', workload: direct };
}

function isOf({ owner, zone }: Selection, { keeper, zone: at, pod }: Found): boolean {
  if (zone !== null && at !== zone) return false;
  if (owner === null) return true;
  if (keeper.kind === 'workload' && keyOf(keeper.workload) === `${owner.kind}/${owner.name}`) return true;
  const controller = controllerOf(pod.metadata);
  return controller?.kind.toLowerCase() === owner.kind && controller.name === owner.name;
}

function byName({ pod: a }: { readonly pod: Pod }, { pod: b }: { readonly pod: Pod }): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
