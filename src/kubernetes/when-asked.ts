import type { Clock } from '../ports/clock.ts';
import type { Clusters } from '../ports/cluster.ts';
import type { Variables } from './kubeconfig.ts';

/** The adapter, loaded at the first cluster that is asked for: its client takes half a second to import. */
export function clustersWhenAsked(clock: Clock, env: Variables): Clusters & AsyncDisposable {
  let loaded: Promise<Clusters & AsyncDisposable> | undefined;
  const load = async (): Promise<Clusters & AsyncDisposable> => (await import('./clusters.ts')).createClusters(clock, env);
  return {
    connect: async (address) => (await (loaded ??= load())).connect(address),
    async [Symbol.asyncDispose]() {
      await (await loaded)?.[Symbol.asyncDispose]();
    },
  };
}
