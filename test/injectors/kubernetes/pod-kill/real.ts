/** Three web pods behind a Service and under a budget, in a namespace of their own on the real cluster. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods, type Pod } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets, configMaps, endpointSlices, leases, services } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { seeded } from '../../../../src/domain/random.ts';
import { createClusters } from '../../../../src/kubernetes/clusters.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import type { ClusterAddress } from '../../../../src/ports/cluster.ts';
import type { InjectorPorts } from '../../../../src/ports/injector.ts';
import type { ClusterStage } from '../../../contract/cluster.ts';
import { freshNamespace } from '../../../kubernetes/real.ts';
import { ports } from '../../programs.ts';

const signal = (): AbortSignal => new AbortController().signal;

export function realPorts(address: ClusterAddress): InjectorPorts {
  return { ...ports, random: seeded(7), contexts: { real: address }, kubernetes: createClusters(systemClock, (name) => process.env[name]) };
}

export interface Web extends ClusterStage {
  pods(): Promise<readonly Pod[]>;
  /** Waits until as many are ready, available and answering as are wanted. */
  rested(): Promise<void>;
  standing(): Promise<unknown>;
  scale(replicas: number): Promise<void>;
}

/** `image` needs a shell and sleep. */
export async function openWeb(address: ClusterAddress, replicas = 3): Promise<Web> {
  const stage = await freshNamespace(address, 'localhost/tools:1');
  const { cluster, namespace } = stage;
  const matchLabels = { app: 'web' };
  await cluster.create(services, namespace, { metadata: { name: 'web' }, spec: { selector: matchLabels, ports: [{ port: 80 }] } }, signal());
  await cluster.create(budgets, namespace, { metadata: { name: 'web' }, spec: { maxUnavailable: 1, selector: { matchLabels } } }, signal());
  await cluster.create(deployments, namespace, { metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels }, template } }, signal());
  const read = async (): Promise<readonly [readonly Pod[], number, number, number]> => {
    const [all, deployment, slices, budget] = await Promise.all([
      cluster.list(pods, { namespace, labels: 'app=web' }, signal()),
      cluster.get(deployments, { namespace, name: 'web' }, signal()),
      cluster.list(endpointSlices, { namespace, labels: 'kubernetes.io/service-name=web' }, signal()),
      cluster.get(budgets, { namespace, name: 'web' }, signal()),
    ]);
    const answering = slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready === true).length;
    return [all, deployment?.status.availableReplicas ?? 0, answering, budget?.status.disruptionsAllowed ?? 0];
  };
  const wanted = async (): Promise<number> => (await cluster.get(deployments, { namespace, name: 'web' }, signal()))?.spec.replicas ?? 0;
  const web: Web = {
    ...stage,
    pods: async () => (await read())[0],
    rested: async () =>
      stage.until('all are ready, and answer', async () => {
        const [[all, available, answering, allowed], want] = await Promise.all([read(), wanted()]);
        return [all.length, available, answering].every((count) => count === want) && allowed === 1;
      }),
    standing: async () => {
      await web.rested();
      const [records, turns] = await Promise.all([
        cluster.list(configMaps, { namespace, labels: 'app.kubernetes.io/managed-by=firedrill' }, signal()),
        cluster.list(leases, { namespace }, signal()),
      ]);
      return { web: (await read()).slice(1), records: records.length, turns: turns.length };
    },
    scale: async (count) => {
      await cluster.patch(deployments, { namespace, name: 'web' }, { spec: { replicas: count } }, signal());
    },
  };
  await web.rested();
  return web;
}

const container = {
  name: 'main',
  image: 'localhost/tools:1',
  imagePullPolicy: 'Never',
  command: ['/bin/sh', '-c', 'trap "exit 0" TERM; while true; do sleep 0.2; done'],
  // A busy machine must not make healthy pods look ill.
  readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1, initialDelaySeconds: 1, timeoutSeconds: 20 },
};
const template: JsonObject = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [container], automountServiceAccountToken: false, terminationGracePeriodSeconds: 5 },
};
