import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { pods } from '../../../src/domain/kubernetes/pods.ts';
import { services } from '../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../src/domain/kubernetes/workloads.ts';
import type { Measurement } from '../../../src/domain/sample.ts';
import { ms, plain } from '../../../src/domain/units.ts';
import { createClusters } from '../../../src/kubernetes/clusters.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { kubernetesKind } from '../../../src/probes/kubernetes/kind.ts';
import type { ClusterStage } from '../../contract/cluster.ts';
import { probeContract } from '../../contract/probe.ts';
import { freshNamespace, realCluster } from '../../kubernetes/real.ts';
import { probePorts } from '../ports.ts';
import { relayTo } from './relay.ts';
import { storefront } from './shop.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const image = 'localhost/tools:1';
const signal = (): AbortSignal => AbortSignal.timeout(10_000);
const address = realCluster();

describe.runIf(address !== undefined)('the kubernetes probe on a real cluster', () => {
  if (address === undefined) return;
  let stage: ClusterStage;
  beforeAll(async () => {
    stage = await freshNamespace(address);
    await stage.cluster.create(deployments, stage.namespace, storefront(image, ['sleep', '3600']), signal());
    const spec = { selector: { app: 'storefront' }, ports: [{ port: 80 }] };
    await stage.cluster.create(services, stage.namespace, { metadata: { name: 'storefront' }, spec }, signal());
    await stage.until('the storefront is up', async () => {
      const found = await stage.cluster.get(deployments, { namespace: stage.namespace, name: 'storefront' }, signal());
      return found?.status.availableReplicas === 3;
    });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  probeContract('kubernetes, over a real API', async () => {
    const relay = await relayTo(address);
    const clusters = createClusters(systemClock, () => undefined);
    const ports = probePorts({ kubernetes: clusters, contexts: { [address.context]: relay.address } });
    return {
      kind: kubernetesKind,
      spec: kubernetesKind.schema.parse({ kubernetes: 'available-ratio', workload: 'deployment/storefront', namespace: stage.namespace }),
      ports,
      healthy: (value) => value === 1,
      garble: async () => relay.become('garbage'),
      silence: async () => relay.become('silence'),
      async [Symbol.asyncDispose]() {
        await ports[Symbol.asyncDispose]();
        await clusters[Symbol.asyncDispose]();
        await relay[Symbol.asyncDispose]();
      },
    };
  });

  const measured = async (spec: JsonObject): Promise<Measurement> => {
    await using clusters = createClusters(systemClock, () => undefined);
    await using ports = probePorts({ kubernetes: clusters, contexts: { [address.context]: address } });
    const read = kubernetesKind.schema.parse({ namespace: stage.namespace, ...spec });
    await using session = await (await kubernetesKind.load())(read, { name: 'sli', unit: plain, every: ms(1000) }, ports);
    return await session.sample(signal());
  };
  const workload = 'deployment/storefront';

  test.each([
    [{ kubernetes: 'ready-replicas', workload }, 3],
    [{ kubernetes: 'rolled-out', workload }, 1],
    [{ kubernetes: 'ready-endpoints', service: 'storefront' }, 3],
    [{ kubernetes: 'restarts', workload }, 0],
    [{ kubernetes: 'pods-pending', labels: 'app in (storefront)' }, 0],
  ])('%j of a healthy storefront', async (spec, value) => {
    expect(await measured(spec)).toEqual({ kind: 'good', value });
  });

  test('what is not there is blind', async () => {
    expect(await measured({ kubernetes: 'ready-endpoints', service: 'nobody' })).toMatchObject({ kind: 'blind' });
    expect(await measured({ kubernetes: 'ready-replicas', workload: 'daemonset/nobody' })).toMatchObject({ kind: 'blind' });
  });

  test('a container that restarts is counted, and a pod that cannot be scheduled is pending', async () => {
    const { namespace, cluster } = stage;
    const containers = [{ name: 'main', image, imagePullPolicy: 'Never', command: ['sleep', '1'] }];
    await cluster.create(pods, namespace, { metadata: { name: 'crash', labels: { app: 'crash' } }, spec: { containers } }, signal());
    const homeless = { containers, nodeSelector: { nowhere: 'yes' } };
    await cluster.create(pods, namespace, { metadata: { name: 'homeless', labels: { app: 'homeless' } }, spec: homeless }, signal());
    await stage.until('it has restarted', async () => {
      const restarts = await measured({ kubernetes: 'restarts', labels: 'app=crash' });
      return restarts.kind === 'good' && restarts.value > 0;
    });
    expect(await measured({ kubernetes: 'pods-pending', labels: 'app=homeless' })).toEqual({ kind: 'good', value: 1 });
  });

  test('a rollout that cannot end is not rolled out, though all that is wanted is still available', async () => {
    const { namespace, cluster } = stage;
    const containers = [{ name: 'main', image: 'localhost/no-such-image:1', imagePullPolicy: 'Never' }];
    await cluster.patch(deployments, { namespace, name: 'storefront' }, { spec: { template: { spec: { containers } } } }, signal());
    await stage.until('a pod waits for its image', async () => {
      const pending = await measured({ kubernetes: 'pods-pending', workload });
      return pending.kind === 'good' && pending.value === 1;
    });
    expect(await measured({ kubernetes: 'rolled-out', workload })).toEqual({ kind: 'good', value: 0 });
    expect(await measured({ kubernetes: 'available-ratio', workload })).toEqual({ kind: 'good', value: 1 });
    expect(await measured({ kubernetes: 'ready-endpoints', service: 'storefront' })).toEqual({ kind: 'good', value: 3 });
  });
});
