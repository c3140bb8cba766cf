/**
 * The adapter to Kubernetes: the one room that knows its client. It owns connections, credentials and what an answer means; it imports
 * domain/ and ports/. Loaded when a cluster is first asked, since the client alone takes half a second to import.
 */
import type { Clock } from '../ports/clock.ts';
import type { Cluster, ClusterAddress, Clusters } from '../ports/cluster.ts';
import { createApi } from './api.ts';
import { Connection } from './connection.ts';
import { execIn } from './exec.ts';
import { configure, type Variables } from './kubeconfig.ts';
import { followLogs } from './logs.ts';

/** Connections by address, made when first asked for and closed together. */
export function createClusters(clock: Clock, env: Variables): Clusters & AsyncDisposable {
  const known = new Map<string, { readonly cluster: Cluster; readonly connection: Connection }>();
  return {
    connect: async (address) => {
      const key = JSON.stringify([address.context, address.server, address.kubeconfig]);
      const made = known.get(key) ?? open(address, clock, env);
      known.set(key, made);
      return made.cluster;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...known.values()].map(({ connection }) => connection[Symbol.asyncDispose]()));
    },
  };
}

function open(wanted: ClusterAddress, clock: Clock, env: Variables): { readonly cluster: Cluster; readonly connection: Connection } {
  const { config, server, address, elsewhere } = configure(wanted, env);
  const connection = new Connection(config, server, clock);
  const cluster: Cluster = {
    address,
    elsewhere,
    ...createApi(connection),
    exec: ({ namespace, name }, container, argv, signal) => execIn(config, { namespace, name, container, argv }, clock, signal),
    logs: (pod, container, from, signal) => followLogs(connection, pod, container, from, signal),
  };
  return { cluster, connection };
}
