/** A cluster's API that counts what is asked of it. */
import type { Json } from '../../src/domain/json.ts';
import { createApi } from '../../src/kubernetes/api.ts';
import { Connection } from '../../src/kubernetes/connection.ts';
import { configure } from '../../src/kubernetes/kubeconfig.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Cluster, ClusterAddress } from '../../src/ports/cluster.ts';

export interface Asked {
  /** Requests; a list of more than 500 objects is several. */
  readonly calls: number;
  /** Objects in their answers. */
  readonly objects: number;
}

export interface Counted extends AsyncDisposable {
  readonly cluster: Cluster;
  /** All so far. */
  asked(): Asked;
}

export function countedCluster(address: ClusterAddress): Counted {
  const { config, server, address: found } = configure(address, (name) => process.env[name]);
  const connection = new Connection(config, server, systemClock);
  let [calls, objects] = [0, 0];
  const api = createApi({
    call: async (call, signal) => {
      calls += 1;
      const answer = await connection.call(call, signal);
      objects += objectsIn(answer);
      return answer;
    },
  });
  const never = (): never => {
    throw new Error('nothing is run in a pod here, and nothing of it read');
  };
  return {
    cluster: { address: found, elsewhere: undefined, ...api, exec: never, logs: never },
    asked: () => ({ calls, objects }),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

function objectsIn(answer: Json): number {
  return typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items) ? answer.items.length : 1;
}
