import { ClusterError } from '../../../src/domain/kubernetes/cluster-error.ts';
import { deployments } from '../../../src/domain/kubernetes/workloads.ts';
import type { At, Resource } from '../../../src/domain/kubernetes/resource.ts';
import { kubernetesKind } from '../../../src/probes/kubernetes/kind.ts';
import { probeContract } from '../../contract/probe.ts';
import { FakeCluster, fakeAddress } from '../../fakes/cluster.ts';
import { runControllers } from '../../fakes/cluster-controllers.ts';
import { probePorts } from '../ports.ts';
import { storefront } from './shop.ts';

/** One that may stop answering. */
class MuteCluster extends FakeCluster {
  mute = false;

  override async get<T>(resource: Resource<T>, at: At, signal: AbortSignal): Promise<T | undefined> {
    if (this.mute) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));
    return super.get(resource, at, signal);
  }
}

probeContract('kubernetes, against the fake', async () => {
  const cluster = new MuteCluster();
  cluster.put(deployments, 'shop', storefront());
  runControllers(cluster);
  const ports = probePorts({ kubernetes: cluster, contexts: { fake: fakeAddress } });
  return {
    kind: kubernetesKind,
    spec: kubernetesKind.schema.parse({ kubernetes: 'available-ratio', workload: 'deployment/storefront', namespace: 'shop' }),
    ports,
    healthy: (value) => value === 1,
    garble: async () => {
      cluster.before = () => {
        throw new ClusterError('server', 'the API answered a Deployment that is none');
      };
    },
    silence: async () => {
      cluster.mute = true;
    },
    async [Symbol.asyncDispose]() {
      await ports[Symbol.asyncDispose]();
    },
  };
});
