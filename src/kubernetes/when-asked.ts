import type { Clock } from '../ports/clock.ts';
import type { Clusters } from '../ports/cluster.ts';
import type { Variables } from './kubeconfig.ts';

export interface ClustersWhenAsked extends Clusters, AsyncDisposable {
  /** Loads the client now, before anybody counts on this process to answer: on a machine that is busy that keeps it for seconds. */
  load(): Promise<void>;
}

/** The adapter, loaded at the first cluster that is asked for: its client takes half a second to import. */
export function clustersWhenAsked(clock: Clock, env: Variables): ClustersWhenAsked {
  let loaded: Promise<Clusters & AsyncDisposable> | undefined;
  const load = (): Promise<Clusters & AsyncDisposable> => (loaded ??= import('./clusters.ts').then(({ createClusters }) => createClusters(clock, env)));
  return {
    load: async () => void (await load()),
    connect: async (address) => (await load()).connect(address),
    async [Symbol.asyncDispose]() {
      await (await loaded)?.[Symbol.asyncDispose]();
    },
  };
}
