/** What faults that set one field are tried on: a shop in the fake cluster, or in a namespace of its own on a real one. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { configMaps, namespaces } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { ms } from '../../../../src/domain/units.ts';
import { config } from '../../../../src/injectors/kubernetes/config/kind.ts';
import { image } from '../../../../src/injectors/kubernetes/image/kind.ts';
import { scale } from '../../../../src/injectors/kubernetes/scale/kind.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { ClusterAddress, Clusters } from '../../../../src/ports/cluster.ts';
import type { InjectorKind, InjectorPorts } from '../../../../src/ports/injector.ts';
import { FakeCluster, fakeAddress, type Kept } from '../../../fakes/cluster.ts';
import { nowhere } from '../../../fakes/nowhere.ts';
import { FakeProcesses } from '../../../fakes/processes.ts';

const unused = (): never => {
  throw new Error('a fault in a cluster uses clock, chance and the cluster alone');
};

/** The machine's clock, but nobody waits long between two looks. */
const restless: Clock = { ...systemClock, sleep: (_time, signal) => systemClock.sleep(ms(1), signal) };

export function portsFor(kubernetes: Clusters, address: ClusterAddress, clock: Clock = restless): InjectorPorts {
  return {
    clock,
    kubernetes,
    http: { request: unused },
    exec: { run: unused },
    random: { seed: 1, next: () => 0.5 },
    processes: new FakeProcesses(),
    env: () => undefined,
    ...nowhere,
    contexts: { [address.context]: address },
  };
}

/** Each with a file's keys for it, without the namespace. */
export const faults = {
  'kubernetes.scale': [scale, { workload: 'deployment/storefront', replicas: 1 }],
  'kubernetes.config': [config, { 'config-map': 'flags', key: 'checkout_v2', value: 'off' }],
  'kubernetes.image': [image, { workload: 'deployment/storefront' }],
} as const;
export type Fault = keyof typeof faults;

export function kindOf(type: Fault): InjectorKind {
  const [kind] = faults[type];
  return kind;
}

export function specOf(type: Fault, namespace: string, keys: object = {}): JsonObject {
  return kindOf(type).schema.parse({ namespace, ...faults[type][1], ...keys });
}

/** What the contract is held to. */
export const cases: readonly (readonly [name: string, Fault, object])[] = [
  ['kubernetes.scale', 'kubernetes.scale', {}],
  ['kubernetes.scale of a StatefulSet', 'kubernetes.scale', { workload: 'statefulset/db', replicas: '50%' }],
  ['kubernetes.scale upwards', 'kubernetes.scale', { replicas: 5 }],
  ['kubernetes.config', 'kubernetes.config', {}],
  ['kubernetes.config of a key that is not there', 'kubernetes.config', { key: 'new' }],
  ['kubernetes.config that removes a key', 'kubernetes.config', { value: undefined, remove: true }],
  ['kubernetes.image', 'kubernetes.image', {}],
];

const labels = { app: 'storefront' };
const container = { name: 'web', image: 'localhost/pause:1', imagePullPolicy: 'Never', env: [{ name: 'TOKEN', value: 'one' }] };
const template = {
  metadata: { labels },
  spec: { containers: [container], terminationGracePeriodSeconds: 0, automountServiceAccountToken: false },
};

/** Two Deployments' worth of a shop: names, and objects without them. */
export const shop = {
  storefront: { replicas: 3, selector: { matchLabels: labels }, template },
  database: { replicas: 2, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: { ...template, metadata: { labels: { app: 'db' } } } },
  flags: { checkout_v2: 'on', banner: 'none' },
} as const;

/** The shop in namespace `shop` of a fake cluster. */
export function fakeShop(): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(namespaces, undefined, { metadata: { name: 'shop' } });
  cluster.put(deployments, 'shop', { metadata: { name: 'storefront' }, spec: shop.storefront });
  cluster.put(statefulSets, 'shop', { metadata: { name: 'db' }, spec: shop.database });
  cluster.put(configMaps, 'shop', { metadata: { name: 'flags' }, data: shop.flags });
  cluster.settle();
  return cluster;
}

export const fakePorts = (cluster: FakeCluster, clock?: Clock): InjectorPorts => portsFor(cluster, fakeAddress, clock);

/** All that is there, but for what changes with every write. */
export function lasting({ metadata, status, ...rest }: Kept): object {
  return {
    ...rest,
    metadata: { annotations: {}, ...metadata, resourceVersion: '', generation: 0 },
    status: { ...(status as JsonObject), observedGeneration: 0 },
  };
}
