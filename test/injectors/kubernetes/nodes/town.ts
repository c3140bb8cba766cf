/** Three nodes in three zones of a cluster in memory, and on them a shop, and another tenant that has nothing there yet. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets, configMaps, leases, namespaces, nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { seeded } from '../../../../src/domain/random.ts';
import { nodeDrain } from '../../../../src/injectors/kubernetes/node-drain/kind.ts';
import { zoneLoss } from '../../../../src/injectors/kubernetes/zone-loss/kind.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Injector, InjectorKind, InjectorPorts } from '../../../../src/ports/injector.ts';
import { FakeCluster, fakeAddress, type Kept } from '../../../fakes/cluster.ts';
import { ports } from '../../programs.ts';
import { QuickClock } from '../pod-kill/quick-clock.ts';

export const signal = (): AbortSignal => new AbortController().signal;

export const kinds = { drain: nodeDrain as unknown as InjectorKind, zone: zoneLoss as unknown as InjectorKind } as const;
export type Fault = keyof typeof kinds;
const usual = { drain: { node: 'node-2' }, zone: { zone: 'zone-2' } } as const;

export interface Town {
  readonly cluster: FakeCluster;
  readonly ports: InjectorPorts;
  spec(fault: Fault, keys?: object): JsonObject;
  injector(fault: Fault): Promise<Injector>;
  node(name: string): Kept;
  /** Names of the pods on a node. */
  on(node: string): readonly string[];
}

export async function openTown(more: Partial<InjectorPorts> = {}, clock: Clock = new QuickClock()): Promise<Town> {
  const cluster = new FakeCluster();
  for (const one of ['shop', 'billing', 'kube-system']) cluster.put(namespaces, undefined, { metadata: { name: one } });
  for (const n of [1, 2, 3]) addNode(cluster, `node-${n}`, `zone-${n}`);
  await addWorkload(cluster, 'shop', 'storefront', 3);
  const own: InjectorPorts = { ...ports, clock, random: seeded(7), contexts: { fake: fakeAddress }, kubernetes: cluster, env: () => undefined, ...more };
  return {
    cluster,
    ports: own,
    spec: (fault, keys = usual[fault]) => kinds[fault].schema.parse({ namespace: 'shop', ...keys }),
    injector: (fault) => kinds[fault].load(own),
    node: (name) => {
      const found = cluster.all(nodes).find(({ metadata }) => metadata.name === name);
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    },
    on: (node) => cluster.all(pods).filter((pod) => (pod['spec'] as JsonObject)['nodeName'] === node).map(({ metadata }) => metadata.name), // prettier-ignore
  };
}

export function addNode(cluster: FakeCluster, name: string, zone: string, spec: JsonObject = {}): Kept {
  const labels = { 'topology.kubernetes.io/zone': zone, pool: 'web' };
  return cluster.put(nodes, undefined, { metadata: { name, labels }, spec, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
}

/** A Deployment and a budget that lets one pod go. */
export async function addWorkload(cluster: FakeCluster, namespace: string, name: string, replicas: number, template: JsonObject = {}): Promise<void> {
  const matchLabels = { app: name };
  await cluster.create(budgets, namespace, { metadata: { name }, spec: { minAvailable: Math.max(0, replicas - 1), selector: { matchLabels } } }, signal());
  const spec = { replicas, selector: { matchLabels }, template: { metadata: { labels: matchLabels }, spec: {}, ...template } };
  await cluster.create(deployments, namespace, { metadata: { name }, spec }, signal());
}

/** A pod that no controller made. */
export function addPod(cluster: FakeCluster, namespace: string, name: string, node: string, metadata: JsonObject = {}): Kept {
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  return cluster.put(pods, namespace, { metadata: { name, ...metadata }, spec: { nodeName: node }, status });
}

/** What such a fault may change and its restore must bring back; pods have new names each time. */
export function standing({ cluster }: Pick<Town, 'cluster'>): unknown {
  const lasting = ({ metadata, ...rest }: Kept): unknown => ({ ...rest, metadata: { annotations: {}, ...metadata, resourceVersion: '', generation: 0 } });
  return {
    nodes: cluster.all(nodes).map(lasting),
    workloads: cluster.all(deployments).map(({ metadata, spec, status }) => ({ name: metadata.name, spec, status })),
    pods: cluster.all(pods).length,
    records: [...cluster.all(configMaps), ...cluster.all(leases)].map(({ metadata }) => metadata.name),
  };
}
