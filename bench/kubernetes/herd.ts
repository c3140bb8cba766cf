/** Many pods that cost nothing: of a Deployment, on nodes without machines, which kwok plays. Nothing else lands there, and they are gone afterwards. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/domain/json.ts';
import { namespaces, nodes, services } from '../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../src/domain/kubernetes/workloads.ts';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Cluster } from '../../src/ports/cluster.ts';

const stages = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'firedrill', 'kwok', 'stages.yaml');
const mark = 'firedrill.dev/bench';
/** More than a kubelet would take: fewer nodes have fewer heartbeats, which a busy machine may lose. */
const podsOnNode = 400;

export interface Herd extends AsyncDisposable {
  readonly namespace: string;
  /** Settles when so many pods are there and available, and no other. */
  grow(pods: number): Promise<void>;
}

/** For up to `most` pods; `kwok` is its program. */
export async function openHerd(cluster: Cluster, kubeconfig: string, kwok: string, most: number, signal: AbortSignal): Promise<Herd> {
  await using made = new AsyncDisposableStack();
  const id = randomBytes(3).toString('hex');
  await playNodes(kwok, kubeconfig, id, made);
  // Restored by whoever is asked to end: these calls go on.
  const later = (): AbortSignal => new AbortController().signal;
  for (let index = 1; index <= Math.ceil((most * 1.5) / podsOnNode); index += 1) {
    const name = `fd-bench-${id}-${index}`;
    made.defer(async () => void (await cluster.remove(nodes, { name }, {}, later())));
    await cluster.create(nodes, undefined, nodeOf(name, id), signal);
  }
  const namespace = `fd-bench-${id}`;
  made.defer(async () => {
    await cluster.remove(namespaces, { name: namespace }, {}, later());
    // Its pods end by the hand of kwok, which is still there until then.
    await until(
      () => 'the namespace is gone',
      async () => (await cluster.get(namespaces, { name: namespace }, later())) === undefined,
      later(),
    );
  });
  await cluster.create(namespaces, undefined, { metadata: { name: namespace } }, signal);
  await cluster.create(services, namespace, { metadata: { name: 'herd' }, spec: { clusterIP: 'None', selector: { app: 'herd' } } }, signal);
  await cluster.create(deployments, namespace, deploymentOf(id), signal);
  const kept = made.move();
  return {
    namespace,
    grow: (pods) => grow(pods, cluster, namespace, signal),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function grow(pods: number, cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  await cluster.patch(deployments, { namespace, name: 'herd' }, { spec: { replicas: pods } }, signal);
  let seen = '';
  const whole = async (): Promise<boolean> => {
    const { replicas = 0, availableReplicas = 0 } = (await cluster.get(deployments, { namespace, name: 'herd' }, signal))?.status ?? {};
    seen = `${replicas} are there, ${availableReplicas} available`;
    return replicas === pods && availableReplicas === pods;
  };
  await until(() => `${pods} pods: ${seen}`, whole, signal);
}

async function playNodes(kwok: string, kubeconfig: string, id: string, made: AsyncDisposableStack): Promise<void> {
  const argv = ['--kubeconfig', kubeconfig, '--config', stages, '--manage-nodes-with-label-selector', `${mark}=${id}`, '--node-lease-duration-seconds', '40'];
  const child = spawn(kwok, argv, { stdio: ['ignore', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  made.defer(async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await ended;
  });
}

function nodeOf(name: string, id: string): JsonObject {
  const capacity = { cpu: '64', memory: '256Gi', pods: String(podsOnNode) };
  const taints = [{ key: mark, value: id, effect: 'NoSchedule' }];
  return { metadata: { name, labels: { [mark]: id, 'kubernetes.io/hostname': name } }, spec: { taints }, status: { capacity, allocatable: capacity } };
}

function deploymentOf(id: string): JsonObject {
  const matchLabels = { app: 'herd' };
  const spec = {
    nodeSelector: { [mark]: id },
    tolerations: [{ key: mark, operator: 'Exists' }],
    automountServiceAccountToken: false,
    containers: [{ name: 'main', image: 'none' }],
  };
  return { metadata: { name: 'herd' }, spec: { replicas: 0, selector: { matchLabels }, template: { metadata: { labels: matchLabels }, spec } } };
}

async function until(what: () => string, so: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const end = systemClock.now() + 180_000;
  while (!(await so())) {
    if (systemClock.now() > end) throw new Error(`waited 3 minutes in vain: ${what()}`);
    await systemClock.sleep(ms(250), signal);
    signal.throwIfAborted();
  }
}
