import type { JsonObject } from '../../src/domain/json.ts';
import { deployments, replicaSets } from '../../src/domain/kubernetes/workloads.ts';
import { pods } from '../../src/domain/kubernetes/pods.ts';
import { budgets, endpointSlices, nodes, services } from '../../src/domain/kubernetes/surroundings.ts';
import { pathOf } from '../../src/domain/kubernetes/resource.ts';
import type { FakeCluster, Kept } from './cluster.ts';
import { matchesLabels } from './cluster-selectors.ts';

/** What the controllers of a cluster would bring about in the end: one ReplicaSet a Deployment, its pods, their endpoints, what budgets still allow. */
export function runControllers(cluster: FakeCluster): void {
  for (const deployment of cluster.all(deployments)) keepPods(cluster, deployment);
  for (const service of cluster.all(services)) keepEndpoints(cluster, service);
  for (const budget of cluster.all(budgets)) keepBudget(cluster, budget);
}

function keepPods(cluster: FakeCluster, deployment: Kept): void {
  const namespace = deployment.metadata.namespace ?? '';
  const { replicas = 1, template, selector } = specOf(deployment) as { replicas?: number; template: JsonObject; selector: JsonObject };
  const set = cluster.all(replicaSets, namespace).find((one) => ownedBy(one, deployment)) ?? cluster.put(replicaSets, namespace, {
    metadata: { name: `${deployment.metadata.name}-1`, labels: labelsIn(template), ownerReferences: [ownerOf('apps/v1', 'Deployment', deployment)] },
    spec: { replicas, selector, template },
  }); // prettier-ignore
  const own = cluster.all(pods, namespace).filter((pod) => ownedBy(pod, set));
  for (const extra of own.slice(replicas)) cluster.objects.delete(pathOf(pods, { namespace, name: extra.metadata.name }));
  const open = cluster.all(nodes).filter((node) => (node['spec'] as JsonObject | undefined)?.['unschedulable'] !== true);
  for (let index = own.length; index < replicas; index += 1) {
    const node = open[index % Math.max(open.length, 1)];
    const running = node !== undefined || cluster.all(nodes).length === 0;
    cluster.put(pods, namespace, {
      metadata: { name: `${set.metadata.name}-${cluster.next()}`, labels: labelsIn(template), ownerReferences: [ownerOf('apps/v1', 'ReplicaSet', set)] },
      spec: { ...(template['spec'] as JsonObject), ...(node === undefined ? {} : { nodeName: node.metadata.name }) },
      status: { phase: running ? 'Running' : 'Pending', podIP: `10.0.0.${index + 1}`, conditions: [{ type: 'Ready', status: running ? 'True' : 'False' }] },
    });
  }
  const ready = cluster.all(pods, namespace).filter((pod) => ownedBy(pod, set) && isReady(pod)).length;
  write(cluster, deployments, deployment, {
    replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: replicas,
    observedGeneration: Number(deployment.metadata['generation'] ?? 1),
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

/** Only `minAvailable` as a number. */
function keepBudget(cluster: FakeCluster, budget: Kept): void {
  const namespace = budget.metadata.namespace ?? '';
  const { selector, minAvailable } = specOf(budget) as { selector?: { matchLabels?: Record<string, string> }; minAvailable?: number };
  const query = Object.entries(selector?.matchLabels ?? {}).map((pair) => pair.join('=')).join(','); // prettier-ignore
  const healthy = cluster.all(pods, namespace).filter((pod) => matchesLabels(query, pod) && isReady(pod)).length;
  const least = minAvailable ?? 0;
  write(cluster, budgets, budget, { disruptionsAllowed: Math.max(0, healthy - least), currentHealthy: healthy, desiredHealthy: least, expectedPods: healthy });
}

function write(cluster: FakeCluster, resource: { readonly version: string; readonly plural: string }, object: Kept, status: JsonObject): void {
  const path = pathOf(resource, { namespace: object.metadata.namespace ?? '', name: object.metadata.name });
  cluster.objects.set(path, { ...object, status });
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
