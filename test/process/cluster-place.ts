/** A namespace of a real cluster in which drills are held, and how it stands. */
import type { JsonObject } from '../../src/domain/json.ts';
import { configMaps, leases } from '../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../src/domain/kubernetes/workloads.ts';
import type { Cluster, ClusterAddress } from '../../src/ports/cluster.ts';
import { freshNamespace } from '../kubernetes/real.ts';

export interface Place extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Waits until every pod is there and available. */
  rested(): Promise<void>;
  /** What a run changes there, and what it may leave. */
  standing(): Promise<Standing>;
  /** As if more than a minute had gone by since anybody renewed anything. */
  age(): Promise<void>;
}

export interface Standing {
  readonly replicas: readonly number[];
  readonly available: readonly number[];
  readonly flags: Readonly<Record<string, string>>;
  /** Objects and marks that are firedrill's. */
  readonly ours: readonly string[];
}

/** What stands there before a run, and after it. */
export const whole: Standing = { replicas: [2, 2], available: [2, 2], flags: { checkout: 'on' }, ours: [] };

const signal = (): AbortSignal => new AbortController().signal;

export async function openPlace(address: ClusterAddress): Promise<Place> {
  const stage = await freshNamespace(address);
  const { cluster, namespace } = stage;
  await Promise.all(['cart', 'web'].map((name) => cluster.create(deployments, namespace, deploymentOf(name), signal())));
  await cluster.create(configMaps, namespace, { metadata: { name: 'flags' }, data: whole.flags }, signal());
  const place: Place = {
    cluster,
    namespace,
    rested: () => stage.until('all pods are there', async () => (await place.standing()).available.join() === '2,2'),
    standing: () => standingIn(cluster, namespace),
    age: () => ageIn(cluster, namespace),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
  await place.rested();
  return place;
}

function deploymentOf(name: string): JsonObject {
  const matchLabels = { app: name };
  const containers = [{ name: 'main', image: 'localhost/pause:1', imagePullPolicy: 'Never' }];
  const pod = { containers, terminationGracePeriodSeconds: 0, automountServiceAccountToken: false };
  return { metadata: { name }, spec: { replicas: 2, selector: { matchLabels }, template: { metadata: { labels: matchLabels }, spec: pod } } };
}

async function standingIn(cluster: Cluster, namespace: string): Promise<Standing> {
  const [both, maps, turns] = await Promise.all([
    cluster.list(deployments, { namespace }, signal()),
    cluster.list(configMaps, { namespace }, signal()),
    cluster.list(leases, { namespace }, signal()),
  ]);
  const marks = [...both, ...maps].flatMap(({ metadata: { name, annotations } }) =>
    Object.keys(annotations).flatMap((key) => (key.startsWith('firedrill.dev/') ? [`${key} on ${name}`] : [])),
  );
  const names = [...maps, ...turns].map(({ metadata: { name } }) => name).filter((name) => name.startsWith('fd-') || name === 'firedrill');
  return {
    replicas: both.map(({ spec }) => spec.replicas),
    available: both.map(({ status }) => status.availableReplicas),
    flags: maps.find(({ metadata }) => metadata.name === 'flags')?.data ?? {},
    ours: [...names, ...marks],
  };
}

const longAgo = '2020-01-01T00:00:00.000000Z';

/** As if more than a minute had gone by since anybody renewed anything in a namespace. */
export async function ageIn(cluster: Cluster, namespace: string): Promise<void> {
  const kept = await cluster.list(configMaps, { namespace, labels: 'firedrill.dev/record=undo' }, signal());
  const renewed = { metadata: { annotations: { 'firedrill.dev/renewed': longAgo } } };
  for (const { metadata } of kept) await cluster.patch(configMaps, { namespace, name: metadata.name }, renewed, signal());
  const turns = await cluster.list(leases, { namespace }, signal());
  for (const { metadata } of turns) await cluster.patch(leases, { namespace, name: metadata.name }, { spec: { renewTime: longAgo } }, signal());
}
