/** The shop of these faults in a namespace of its own on a real cluster. */
import { z } from 'zod';
import type { Json, JsonObject } from '../../../../src/domain/json.ts';
import type { Resource } from '../../../../src/domain/kubernetes/resource.ts';
import { configMaps } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments, replicaSets, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { createClusters } from '../../../../src/kubernetes/clusters.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import type { Cluster, ClusterAddress } from '../../../../src/ports/cluster.ts';
import type { InjectorPorts } from '../../../../src/ports/injector.ts';
import { freshNamespace } from '../../../kubernetes/real.ts';
import { portsFor, shop } from './stage.ts';

export interface RealShop extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Resolves once all pods are there and available. */
  rested(): Promise<void>;
  /** What stands there, without what the controllers count. */
  standing(): Promise<unknown>;
  until(what: string, so: () => Promise<boolean>): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;

export function realPorts(address: ClusterAddress): InjectorPorts {
  return portsFor(createClusters(systemClock, (name) => process.env[name]), address, systemClock); // prettier-ignore
}

export async function openShop(address: ClusterAddress): Promise<RealShop> {
  const stage = await freshNamespace(address);
  const { cluster, namespace } = stage;
  await cluster.create(deployments, namespace, { metadata: { name: 'storefront' }, spec: shop.storefront }, signal());
  await cluster.create(statefulSets, namespace, { metadata: { name: 'db' }, spec: shop.database }, signal());
  await cluster.create(configMaps, namespace, { metadata: { name: 'flags' }, data: shop.flags }, signal());
  const whole = async (): Promise<boolean> => {
    const front = await cluster.get(deployments, { namespace, name: 'storefront' }, signal());
    const back = await cluster.get(statefulSets, { namespace, name: 'db' }, signal());
    const counts = [
      front?.status.availableReplicas,
      front?.status.replicas,
      front?.status.updatedReplicas,
      back?.status.availableReplicas,
      back?.status.replicas,
    ];
    return counts.join() === '3,3,3,2,2';
  };
  return {
    cluster,
    namespace,
    until: (what, so) => stage.until(what, so),
    rested: () => stage.until('the shop is whole', whole),
    standing: async () => {
      const all = [deployments, statefulSets, replicaSets, configMaps].map((resource) => cluster.list(raw(resource), { namespace }, signal()));
      return (await Promise.all(all)).map((objects) => objects.map(lasting));
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

function raw(resource: Resource): Resource<JsonObject> {
  return { ...resource, schema: z.record(z.string(), z.json()) };
}

/** Generations, versions, and the revisions that a controller counts go on when something is set back. */
function lasting({ metadata, spec, data }: JsonObject): Json {
  const { name, uid, labels = {}, annotations = {} } = metadata as JsonObject;
  const own = Object.entries(annotations as JsonObject).filter(([key]) => !key.startsWith('deployment.kubernetes.io/'));
  return { name: name ?? '', uid: uid ?? '', labels, annotations: Object.fromEntries(own), spec: spec ?? {}, data: data ?? {} };
}
