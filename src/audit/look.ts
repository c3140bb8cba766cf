/** Reads a namespace; changes nothing. */
import { namespaces, nodes, autoscalers, budgets, services, type Autoscaler } from '../domain/kubernetes/surroundings.ts';
import { called } from '../domain/kubernetes/resource.ts';
import { selects } from '../domain/kubernetes/selector.ts';
import { daemonSets, deployments, statefulSets, type DaemonSet, type Deployment, type StatefulSet } from '../domain/kubernetes/workloads.ts';
import type { Cluster } from '../ports/cluster.ts';
import { auditedPods, isAlive, podSpec } from './objects.ts';
import { missingOf, nodesRight, rightsFor } from './rights.ts';
import type { Known, Scene, Workload } from './scene.ts';
import { budgetSelects, serviceSelects } from './selecting.ts';

export type Looked =
  | { readonly kind: 'seen'; readonly scene: Omit<Scene, 'alerts'> }
  /** Nothing was looked at. */
  | { readonly kind: 'refused'; readonly why: string; readonly hint: string };

/** A namespace as it is now; refused where it is not there, or where this user may not read all of it. Throws a `ClusterError` where the API cannot be asked. */
export async function look(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<Looked> {
  const missing = await missingOf(rightsFor(namespace), cluster, signal);
  if (missing.length > 0) {
    const why = `this user may not ${missing.join(', nor ')}`;
    return { kind: 'refused', why, hint: 'An audit of half a namespace would find half of what is wrong: ask for these rights, which all only read.' };
  }
  if ((await cluster.get(namespaces, { name: namespace }, signal)) === undefined) {
    const { context, server } = cluster.address;
    return { kind: 'refused', why: `there is no namespace ${namespace} in context ${context} (${server})`, hint: 'Name another, or another --context.' };
  }
  return { kind: 'seen', scene: await read(cluster, namespace, signal) };
}

async function read(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<Omit<Scene, 'alerts'>> {
  const where = { namespace };
  const [deployed, sets, daemons, pods, allServices, allBudgets, scalers, zones] = await Promise.all([
    cluster.list(deployments, where, signal),
    cluster.list(statefulSets, where, signal),
    cluster.list(daemonSets, where, signal),
    cluster.list(auditedPods, where, signal),
    cluster.list(services, where, signal),
    cluster.list(budgets, where, signal),
    cluster.list(autoscalers, where, signal),
    zonesOf(cluster, signal),
  ]);
  const found = [...named('Deployment', deployed), ...named('StatefulSet', sets), ...named('DaemonSet', daemons)];
  const around: Around = { pods: pods.filter(isAlive), services: allServices, budgets: allBudgets };
  const awake = found.filter(([, { spec }]) => !('replicas' in spec) || spec.replicas > 0);
  return {
    namespace,
    ...around,
    zones,
    workloads: awake.map(([kind, object]) => workloadOf(kind, object, around, scalers)),
    asleep: found.filter((one) => !awake.includes(one)).map(([kind, { metadata }]) => called({ kind }, metadata.name)),
  };
}

type Around = Pick<Scene, 'pods' | 'services' | 'budgets'>;
type Kind = Workload['kind'];
type AnyWorkload = Deployment | StatefulSet | DaemonSet;

function named(kind: Kind, objects: readonly AnyWorkload[]): readonly (readonly [Kind, AnyWorkload])[] {
  return objects.map((object) => [kind, object] as const);
}

function workloadOf(kind: Kind, { metadata: { name }, spec }: AnyWorkload, around: Around, scalers: readonly Autoscaler[]): Workload {
  const { labels } = spec.template.metadata;
  const autoscaler = scalers.find(({ spec: { scaleTargetRef: target } }) => target.kind === kind && target.name === name);
  return {
    kind,
    name,
    labels,
    spec: podSpec.parse(spec.template.spec),
    pods: around.pods.filter(({ metadata }) => selects(spec.selector, metadata.labels)),
    services: around.services.filter((service) => serviceSelects(service, labels)),
    budgets: around.budgets.filter((budget) => budgetSelects(budget, labels)),
    ...('replicas' in spec ? { replicas: spec.replicas } : {}),
    ...(autoscaler === undefined ? {} : { autoscaler }),
  };
}

/** Nodes belong to no namespace, and many may not list them: then only their zones are unknown. */
async function zonesOf(cluster: Cluster, signal: AbortSignal): Promise<Known<ReadonlyMap<string, string>>> {
  const missing = await missingOf(nodesRight, cluster, signal);
  if (missing.length > 0) return { kind: 'unknown', why: `this user may not ${missing.join(', nor ')}` };
  const all = await cluster.list(nodes, {}, signal);
  return { kind: 'known', value: new Map(all.map(({ metadata: { name, labels } }) => [name, labels['topology.kubernetes.io/zone'] ?? ''])) };
}
