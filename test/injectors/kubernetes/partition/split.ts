/** Storefronts that call payments, in a cluster in memory whose exec answers as the policies there would have it, where something enforces them. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { configMaps, leases, namespaces, policies } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { seeded } from '../../../../src/domain/random.ts';
import { partition } from '../../../../src/injectors/kubernetes/partition/kind.ts';
import type { Injector, InjectorKind, InjectorPorts } from '../../../../src/ports/injector.ts';
import { FakeCluster, fakeAddress, type Kept } from '../../../fakes/cluster.ts';
import { ports } from '../../programs.ts';
import { QuickClock } from '../pod-kill/quick-clock.ts';

export const signal = (): AbortSignal => new AbortController().signal;
export const kind = partition as unknown as InjectorKind;

export interface Split {
  readonly cluster: FakeCluster;
  readonly ports: InjectorPorts;
  /** Whether policies are enforced. */
  enforced: boolean;
  spec(keys?: object): JsonObject;
  injector(): Promise<Injector>;
  policy(): Kept | undefined;
}

export const usual = { pods: 'app=storefront', peers: 'app=payments', prove: { run: ['curl', '-m1', 'http://payments'] } };

export async function openSplit(): Promise<Split> {
  const cluster = new FakeCluster();
  for (const name of ['shop', 'billing']) cluster.put(namespaces, undefined, { metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } });
  await addPods(cluster, 'shop', 'storefront', 2);
  await addPods(cluster, 'shop', 'payments', 2);
  const own: InjectorPorts = {
    ...ports,
    clock: new QuickClock(),
    random: seeded(7),
    contexts: { fake: fakeAddress },
    kubernetes: cluster,
    env: () => undefined,
  };
  const split: Split = {
    cluster,
    ports: own,
    enforced: true,
    spec: (keys = usual) => kind.schema.parse({ namespace: 'shop', ...keys }),
    injector: () => kind.load(own),
    policy: () => cluster.all(policies).find(({ metadata }) => metadata.name.startsWith('fd-')),
  };
  cluster.execute = () => ({ code: split.enforced && split.policy() !== undefined ? 28 : 0, stdout: '', stderr: '' });
  return split;
}

export async function addPods(cluster: FakeCluster, namespace: string, app: string, replicas: number): Promise<void> {
  const template = { metadata: { labels: { app } }, spec: { containers: [{ name: 'web' }] } };
  await cluster.create(deployments, namespace, { metadata: { name: app }, spec: { replicas, selector: { matchLabels: { app } }, template } }, signal());
  let last = 0;
  for (const pod of cluster.all(pods)) change(cluster, pod, { status: { ...(pod['status'] as JsonObject), podIP: `10.0.0.${(last += 1)}` } });
}

export function change(cluster: FakeCluster, pod: Kept, by: JsonObject): void {
  cluster.objects.set(`/api/v1/namespaces/${pod.metadata.namespace ?? ''}/pods/${pod.metadata.name}`, { ...pod, ...by });
}

export function standing({ cluster }: Pick<Split, 'cluster'>): unknown {
  return [policies, configMaps, leases, pods].map((resource) => cluster.all(resource).map(({ metadata, spec }) => ({ name: metadata.name, spec })));
}
