/** A caller and a server, two pods each, in a namespace of their own on the real cluster, with a client that keeps its connection. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { configMaps, leases, policies, services } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { partition } from '../../../../src/injectors/kubernetes/partition/kind.ts';
import type { ClusterAddress } from '../../../../src/ports/cluster.ts';
import type { ClusterStage } from '../../../contract/cluster.ts';
import { freshNamespace } from '../../../kubernetes/real.ts';

const signal = (): AbortSignal => new AbortController().signal;

const serve = "require('node:http').createServer((_, response) => response.end('served')).listen(8080)";

/** One request on a fresh connection. */
export const fresh = ['curl', '-sfo', '/dev/null', '-m', '1', 'http://server:8080'];

/** Five a second on one connection for ten seconds, with a word for each answer; ends as soon as one stays out for a second. */
export const held = ['curl', '-sf', '--fail-early', '--rate', '5/s', '-m', '1', 'http://server:8080/[1-50]'];

export interface RealSplit extends ClusterStage {
  spec(keys?: object): JsonObject;
  standing(): Promise<unknown>;
}

export async function openRealSplit(address: ClusterAddress): Promise<RealSplit> {
  const stage = await freshNamespace(address);
  const { cluster, namespace } = stage;
  const add = async (app: string, containers: readonly JsonObject[]): Promise<void> => {
    const spec = { containers, automountServiceAccountToken: false, terminationGracePeriodSeconds: 1 };
    const template = { metadata: { labels: { app } }, spec };
    await cluster.create(deployments, namespace, { metadata: { name: app }, spec: { replicas: 2, selector: { matchLabels: { app } }, template } }, signal());
  };
  const pull = { imagePullPolicy: 'Never' };
  const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 };
  await add('server', [{ ...pull, name: 'node', image: 'localhost/firedrill-shop:1', command: ['node', '-e', serve], readinessProbe }]);
  await add('caller', [{ ...pull, name: 'curl', image: 'localhost/tools:1', command: ['sleep', '2147483647'] }]);
  await cluster.create(services, namespace, { metadata: { name: 'server' }, spec: { selector: { app: 'server' }, ports: [{ port: 8080 }] } }, signal());
  await stage.until('callers and servers are there', async () => {
    const all = await cluster.list(deployments, { namespace }, signal());
    return all.length === 2 && all.every(({ status }) => status.availableReplicas === 2);
  });
  return {
    ...stage,
    spec: (keys = {}) => partition.schema.parse({ namespace, pods: 'app=caller', peers: 'app=server', prove: { run: fresh }, ...keys }),
    standing: async () => {
      const own = { namespace, labels: 'app.kubernetes.io/managed-by=firedrill' };
      const found = await Promise.all([
        cluster.list(policies, { namespace }, signal()),
        cluster.list(configMaps, own, signal()),
        cluster.list(leases, { namespace }, signal()),
      ]);
      return found.map((all) => all.map(({ metadata }) => metadata.name));
    },
  };
}
