/** A namespace that lacks nothing, of which tests take one thing away. */
import { judge, type Audit } from '../../src/audit/judge.ts';
import { look } from '../../src/audit/look.ts';
import type { Scene } from '../../src/audit/scene.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Resource } from '../../src/domain/kubernetes/resource.ts';
import { budgets, namespaces, nodes, services } from '../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../src/domain/kubernetes/workloads.ts';
import { FakeCluster } from '../fakes/cluster.ts';
import { runControllers } from '../fakes/cluster-controllers.ts';

const labels = { app: 'storefront' };
const get = (path: string) => ({ httpGet: { path, port: 8080 } });

/** Parts of manifests, as a test changes them. */
export function shop() {
  return {
    container: {
      name: 'main',
      image: 'registry.test:5000/shop:1.2@sha256:0123',
      imagePullPolicy: 'IfNotPresent',
      livenessProbe: get('/health'),
      readinessProbe: get('/ready'),
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } },
    } as Record<string, unknown>,
    spec: { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1 }] } as Record<string, unknown>,
    replicas: 3,
    labels,
    services: { storefront: { selector: labels } as Record<string, unknown> } as Record<string, Record<string, unknown>>,
    budgets: { storefront: { spec: { minAvailable: 2, selector: { matchLabels: labels } } } } as Record<string, Record<string, unknown>>,
    zones: { 'node-1': 'zone-1', 'node-2': 'zone-2', 'node-3': 'zone-3' } as Record<string, string>,
    alerts: { kind: 'known', value: [{ name: 'Down', query: 'up{job="storefront"} == 0', labels: {}, annotations: {} }] } as Scene['alerts'],
    /** Whatever else is there. */
    others: [] as (readonly [Resource, JsonObject])[],
    /** What controllers would not do by themselves. */
    afterwards: (_cluster: FakeCluster): void => undefined,
  };
}
export type Shop = ReturnType<typeof shop>;

export function clusterOf(parts: Shop): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(namespaces, undefined, { metadata: { name: 'shop' } });
  for (const [name, zone] of Object.entries(parts.zones)) {
    cluster.put(nodes, undefined, { metadata: { name, labels: zone === '' ? {} : { 'topology.kubernetes.io/zone': zone } } });
  }
  const spec = { ...parts.spec, containers: [parts.container] } as JsonObject;
  const template = { metadata: { labels: parts.labels }, spec };
  cluster.put(deployments, 'shop', { metadata: { name: 'storefront' }, spec: { replicas: parts.replicas, selector: { matchLabels: labels }, template } });
  for (const [name, one] of Object.entries(parts.services)) cluster.put(services, 'shop', { metadata: { name }, spec: one as JsonObject });
  for (const [name, one] of Object.entries(parts.budgets)) cluster.put(budgets, 'shop', { metadata: { name }, ...(one as JsonObject) });
  for (const [resource, object] of parts.others) cluster.put(resource, 'shop', object);
  runControllers(cluster);
  parts.afterwards(cluster);
  return cluster;
}

export async function auditOf(parts: Shop, except: readonly string[] = []): Promise<Audit> {
  const looked = await look(clusterOf(parts), 'shop', new AbortController().signal);
  if (looked.kind === 'refused') throw new Error(looked.why);
  return judge({ ...looked.scene, alerts: parts.alerts }, except);
}
