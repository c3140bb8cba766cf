import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../src/domain/json.ts';
import { deployments, replicaSets, statefulSets } from '../../src/domain/kubernetes/workloads.ts';
import { jobs } from '../../src/domain/kubernetes/jobs.ts';
import { pods } from '../../src/domain/kubernetes/pods.ts';
import { budgets, endpointSlices, nodes, services } from '../../src/domain/kubernetes/surroundings.ts';
import { pathOf } from '../../src/domain/kubernetes/resource.ts';
import type { FakeCluster, Kept } from './cluster.ts';
import { matchesLabels } from './cluster-selectors.ts';

/** What the controllers of a cluster would bring about in the end: a ReplicaSet a revision, their pods, their endpoints, what budgets still allow. */
export function runControllers(cluster: FakeCluster): void {
  for (const deployment of cluster.all(deployments)) keepDeployment(cluster, deployment);
  for (const set of cluster.all(statefulSets)) keepStatefulSet(cluster, set);
  for (const job of cluster.all(jobs)) keepJob(cluster, job);
  for (const service of cluster.all(services)) keepEndpoints(cluster, service);
  for (const budget of cluster.all(budgets)) keepBudget(cluster, budget);
}

/** A rollout goes through at once, or, with an image that cannot start, gets stuck after one pod too many. */
function keepDeployment(cluster: FakeCluster, deployment: Kept): void {
  const namespace = deployment.metadata.namespace ?? '';
  const { replicas = 1, paused = false, strategy } = specOf(deployment) as { replicas?: number; paused?: boolean; strategy?: JsonObject };
  const current = revisionOf(cluster, deployment, paused);
  const sets = cluster.all(replicaSets, namespace).filter((one) => ownedBy(one, deployment));
  const stuck = !starts(cluster, current) && sets.length > 1 && strategy?.['type'] !== 'Recreate';
  for (const set of sets) {
    const wanted = set === current ? (stuck ? 1 : replicas) : stuck && starts(cluster, set) ? replicas : 0;
    write(cluster, replicaSets, set, { replicas: wanted }, { ...specOf(set), replicas: wanted });
    keepPods(cluster, set, wanted);
  }
  const own = cluster.all(pods, namespace).filter((pod) => sets.some((set) => ownedBy(pod, set)));
  const ready = own.filter(isReady).length;
  write(cluster, deployments, deployment, {
    replicas: own.length,
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: own.filter((pod) => ownedBy(pod, current)).length,
    observedGeneration: Number(deployment.metadata['generation'] ?? 1),
  });
}

/** The ReplicaSet of the template as it is now, made where there is none; a paused Deployment keeps to the one it has. */
function revisionOf(cluster: FakeCluster, deployment: Kept, paused: boolean): Kept {
  const namespace = deployment.metadata.namespace ?? '';
  const { template, selector } = specOf(deployment) as { template: JsonObject; selector: JsonObject };
  const sets = cluster.all(replicaSets, namespace).filter((one) => ownedBy(one, deployment));
  const same = sets.find((one) => isDeepStrictEqual(specOf(one)['template'], template)) ?? (paused ? sets[0] : undefined);
  if (same !== undefined) return same;
  const { annotations = {} } = deployment.metadata as { annotations?: JsonObject };
  return cluster.put(replicaSets, namespace, {
    metadata: { name: `${deployment.metadata.name}-${sets.length + 1}`, labels: labelsIn(template), annotations, ownerReferences: [ownerOf('apps/v1', 'Deployment', deployment)] },
    spec: { replicas: 0, selector, template },
  }); // prettier-ignore
}

function keepStatefulSet(cluster: FakeCluster, set: Kept): void {
  const { replicas = 1 } = specOf(set) as { replicas?: number };
  keepPods(cluster, set, replicas);
  const ready = cluster.all(pods, set.metadata.namespace ?? '').filter((pod) => ownedBy(pod, set) && isReady(pod)).length;
  const status = { replicas, readyReplicas: ready, availableReplicas: ready, updatedReplicas: replicas, currentRevision: 'one', updateRevision: 'one' };
  write(cluster, statefulSets, set, { ...status, observedGeneration: Number(set.metadata['generation'] ?? 1) });
}

const starts = (cluster: FakeCluster, set: Kept): boolean => {
  const { containers = [] } = ((specOf(set)['template'] as JsonObject)['spec'] ?? {}) as { containers?: readonly JsonObject[] };
  return containers.every(({ image }) => typeof image !== 'string' || cluster.starts(image));
};

function keepPods(cluster: FakeCluster, set: Kept, replicas: number): void {
  const namespace = set.metadata.namespace ?? '';
  const { template } = specOf(set) as { template: JsonObject };
  const { kind } = set as unknown as { kind: string };
  const own = cluster.all(pods, namespace).filter((pod) => ownedBy(pod, set));
  for (const extra of own.slice(replicas)) cluster.objects.delete(pathOf(pods, { namespace, name: extra.metadata.name }));
  const open = cluster.all(nodes).filter((node) => (node['spec'] as JsonObject | undefined)?.['unschedulable'] !== true);
  for (let index = own.length; index < replicas; index += 1) {
    const node = open[index % Math.max(open.length, 1)];
    const running = (node !== undefined || cluster.all(nodes).length === 0) && starts(cluster, set);
    cluster.put(pods, namespace, {
      metadata: { name: `${set.metadata.name}-${cluster.next()}`, labels: labelsIn(template), ownerReferences: [ownerOf('apps/v1', kind, set)] },
      spec: { ...(template['spec'] as JsonObject), ...(node === undefined ? {} : { nodeName: node.metadata.name }) },
      status: { phase: running ? 'Running' : 'Pending', podIP: `10.0.0.${index + 1}`, conditions: [{ type: 'Ready', status: running ? 'True' : 'False' }] },
    });
  }
}

/** One pod, once: what runs to its end is not run again. */
function keepJob(cluster: FakeCluster, job: Kept): void {
  const { name, namespace = '' } = job.metadata;
  if (job['status'] !== undefined) return;
  write(cluster, jobs, job, { active: 1 });
  const { template } = specOf(job) as { template: JsonObject };
  const { image } = ((template['spec'] as JsonObject)['containers'] as readonly JsonObject[])[0] ?? {};
  const running = typeof image === 'string' && cluster.starts(image);
  const state = running ? { running: { startedAt: '2026-01-01T00:00:00Z' } } : { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } };
  cluster.put(pods, namespace, {
    metadata: { name: `${name}-${cluster.next()}`, labels: { ...labelsIn(template), 'job-name': name }, ownerReferences: [ownerOf('batch/v1', 'Job', job)] },
    spec: template['spec'] as JsonObject,
    status: { phase: running ? 'Running' : 'Pending', containerStatuses: [{ name: 'load', ready: running, restartCount: 0, state }] },
  });
}

function keepEndpoints(cluster: FakeCluster, service: Kept): void {
  const namespace = service.metadata.namespace ?? '';
  const query = Object.entries((specOf(service)['selector'] ?? {}) as Readonly<Record<string, string>>).map((pair) => pair.join('=')).join(','); // prettier-ignore
  if (query === '') return;
  const endpoints = cluster
    .all(pods, namespace)
    .filter((pod) => matchesLabels(query, pod))
    .map((pod) => ({ addresses: [], conditions: { ready: isReady(pod) }, targetRef: { kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid } }));
  const name = `${service.metadata.name}-slice`;
  const found = cluster.objects.get(pathOf(endpointSlices, { namespace, name }));
  if (found === undefined)
    cluster.put(endpointSlices, namespace, { metadata: { name, labels: { 'kubernetes.io/service-name': service.metadata.name } }, endpoints });
  else cluster.objects.set(pathOf(endpointSlices, { namespace, name }), { ...found, endpoints });
}

/** Counts are of the pods that are there; shares are rounded up, as the real one does. */
function keepBudget(cluster: FakeCluster, budget: Kept): void {
  const namespace = budget.metadata.namespace ?? '';
  type Amount = number | string | undefined;
  const spec = specOf(budget) as { selector?: { matchLabels?: Record<string, string> }; minAvailable?: Amount; maxUnavailable?: Amount };
  const query = Object.entries(spec.selector?.matchLabels ?? {}).map((pair) => pair.join('=')).join(','); // prettier-ignore
  const own = cluster.all(pods, namespace).filter((pod) => matchesLabels(query, pod));
  const amount = (said: number | string): number => (typeof said === 'number' ? said : Math.ceil((parseFloat(said) / 100) * own.length));
  const least = spec.maxUnavailable === undefined ? amount(spec.minAvailable ?? 0) : own.length - amount(spec.maxUnavailable);
  const healthy = own.filter(isReady).length;
  const counts = { disruptionsAllowed: Math.max(0, healthy - least), currentHealthy: healthy, desiredHealthy: Math.max(0, least), expectedPods: own.length };
  write(cluster, budgets, budget, { ...counts, observedGeneration: Number(budget.metadata['generation'] ?? 1) });
}

function write(
  cluster: FakeCluster,
  resource: { readonly version: string; readonly plural: string },
  object: Kept,
  status: JsonObject,
  spec = specOf(object),
): void {
  const path = pathOf(resource, { namespace: object.metadata.namespace ?? '', name: object.metadata.name });
  cluster.objects.set(path, { ...object, spec, status });
}

function specOf(object: Kept): JsonObject {
  return (object['spec'] ?? {}) as JsonObject;
}

function labelsIn(template: JsonObject): JsonObject {
  return ((template['metadata'] as JsonObject | undefined)?.['labels'] ?? {}) as JsonObject;
}

function ownerOf(apiVersion: string, kind: string, { metadata: { name, uid } }: Kept): JsonObject {
  return { apiVersion, kind, name, uid, controller: true };
}

function ownedBy({ metadata }: Kept, owner: Kept): boolean {
  return ((metadata['ownerReferences'] ?? []) as readonly JsonObject[]).some(({ uid }) => uid === owner.metadata.uid);
}

function isReady(pod: Kept): boolean {
  const conditions = ((pod['status'] as JsonObject | undefined)?.['conditions'] ?? []) as readonly JsonObject[];
  return pod.metadata['deletionTimestamp'] === undefined && conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
