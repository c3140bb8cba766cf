/** A namespace in a cluster in memory, with three storefronts behind a Service and under a budget. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets, endpointSlices, namespaces, services } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { seeded } from '../../../../src/domain/random.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { PodKillSpec } from '../../../../src/injectors/kubernetes/pod-kill/schema.ts';
import type { InjectorPorts } from '../../../../src/ports/injector.ts';
import { FakeCluster, fakeAddress, type Kept } from '../../../fakes/cluster.ts';
import { ports } from '../../programs.ts';
import { QuickClock } from './quick-clock.ts';

export const signal = (): AbortSignal => new AbortController().signal;

export interface Shop {
  readonly cluster: FakeCluster;
  readonly clock: QuickClock;
  readonly ports: InjectorPorts;
  /** As the file would say it; namespace, and the storefront as owner, unless said otherwise. */
  spec(keys?: object): PodKillSpec;
  pods(): readonly Kept[];
}

export async function openShop(more: Partial<InjectorPorts> = {}): Promise<Shop> {
  const cluster = new FakeCluster();
  const clock = new QuickClock();
  cluster.put(namespaces, undefined, { metadata: { name: 'shop' } });
  await addWorkload(cluster, 'storefront', 3);
  return {
    cluster,
    clock,
    ports: { ...ports, clock, random: seeded(7), contexts: { fake: fakeAddress }, kubernetes: cluster, env: () => undefined, ...more },
    spec: (keys = { owner: 'deployment/storefront' }) => podKill.schema.parse({ namespace: 'shop', ...keys }),
    pods: () => cluster.all(pods, 'shop'),
  };
}

/** A Deployment with its Service and a budget that lets one pod go. */
export async function addWorkload(cluster: FakeCluster, name: string, replicas: number, metadata: JsonObject = {}): Promise<void> {
  const matchLabels = { app: name };
  const template = { metadata: { labels: matchLabels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
  await cluster.create(services, 'shop', { metadata: { name }, spec: { selector: matchLabels } }, signal());
  await cluster.create(budgets, 'shop', { metadata: { name }, spec: { minAvailable: replicas - 1, selector: { matchLabels } } }, signal());
  await cluster.create(deployments, 'shop', { metadata: { name, ...metadata }, spec: { replicas, selector: { matchLabels }, template } }, signal());
}

/** What a kill may change and its restore must bring back; the pods' names are new each time. */
export function standing({ cluster }: Pick<Shop, 'cluster'>): unknown {
  const of = (object: Kept): unknown => ({ name: object.metadata.name, spec: object['spec'], status: object['status'] });
  return {
    workloads: cluster.all(deployments, 'shop').map(of),
    budgets: cluster.all(budgets, 'shop').map(of),
    endpoints: cluster.all(endpointSlices, 'shop').map((slice) => (slice['endpoints'] as readonly JsonObject[]).map(({ conditions }) => conditions)),
    pods: cluster.all(pods, 'shop').length,
    others: [...cluster.objects.keys()].filter((path) => !path.includes('/pods/')),
  };
}
