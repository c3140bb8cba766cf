/** The real cluster that suites run on, and a namespace of their own on it. */
import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import { createClusters } from '../../src/kubernetes/clusters.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { isReady, pods } from '../../src/domain/kubernetes/pods.ts';
import { namespaces } from '../../src/domain/kubernetes/surroundings.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { ms } from '../../src/domain/units.ts';
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import { clusterForTests } from '../cluster/cluster.ts';
import type { ClusterStage } from '../contract/cluster.ts';

const env = (name: string): string | undefined => process.env[name];
const signal = (): AbortSignal => new AbortController().signal;

/** Where it is; `undefined` after printing why its suites are skipped. */
export function realCluster(): Required<ClusterAddress> | undefined {
  const cluster = clusterForTests();
  return cluster && addressOf(cluster.kubeconfig, cluster.context);
}

export function addressOf(kubeconfig: string, context: string): Required<ClusterAddress> {
  return { kubeconfig, context, server: serverOf(kubeconfig, context) };
}

function serverOf(kubeconfig: string, context: string): string {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error(`${kubeconfig} has no context ${context}`);
  return server;
}

const talk = 'i=0; while [ $i -lt 20 ]; do echo "said $i"; i=$((i + 1)); sleep 0.2; done';

/** A namespace of its own, deleted afterwards. */
export async function freshNamespace(address: ClusterAddress, image = 'localhost/pause:1'): Promise<ClusterStage> {
  const clusters = createClusters(systemClock, env);
  const cluster = await clusters.connect(address);
  const namespace = `fd-test-${randomBytes(4).toString('hex')}`;
  await cluster.create(namespaces, undefined, { metadata: { name: namespace } }, signal());
  const until: ClusterStage['until'] = async (what, so) => {
    const end = systemClock.now() + 60_000;
    while (!(await so())) {
      if (systemClock.now() > end) throw new Error(`waited 60 s in vain: ${what}`);
      await systemClock.sleep(ms(200));
    }
  };
  const make = async (name: string, labels: Readonly<Record<string, string>>, container: JsonObject, more: JsonObject = {}): Promise<void> => {
    const containers = [{ name: 'main', imagePullPolicy: 'Never', ...container }];
    const spec = { containers, automountServiceAccountToken: false, terminationGracePeriodSeconds: 1, ...more };
    // The namespace's service account comes a moment after the namespace.
    await until('a pod may be made', async () => {
      const made = await cluster.create(pods, namespace, { metadata: { name, labels }, spec }, signal()).catch(() => undefined);
      return made !== undefined;
    });
  };
  return {
    cluster,
    namespace,
    until,
    talker: async (name) => {
      await make(name, {}, { image: 'localhost/tools:1', command: ['/bin/sh', '-c', talk] }, { restartPolicy: 'Never' });
      await until(`pod ${name} runs`, async () => (await cluster.get(pods, { namespace, name }, signal()))?.status.phase !== 'Pending');
    },
    pod: async (name, labels) => {
      await make(name, labels, { image });
      const read = () => cluster.get(pods, { namespace, name }, signal());
      await until(`pod ${name} is ready`, async () => {
        const pod = await read();
        return pod !== undefined && isReady(pod);
      });
      const pod = await read();
      if (pod === undefined) throw new Error(`pod ${name} is gone again`);
      return pod;
    },
    async [Symbol.asyncDispose]() {
      await cluster.remove(namespaces, { name: namespace }, {}, signal());
      await clusters[Symbol.asyncDispose]();
    },
  };
}
