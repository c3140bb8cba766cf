import { injectorContract } from '../../../contract/injector.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { configMaps } from '../../../../src/domain/kubernetes/surroundings.ts';
import { replicaSets, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { cases, fakePorts, fakeShop, kindOf, lasting, specOf } from './stage.ts';
import { takenByAnother } from '../taken.ts';

for (const [name, type, keys] of cases) {
  injectorContract(`${name} on a fake cluster`, async () => {
    const cluster = fakeShop();
    return {
      kind: kindOf(type),
      spec: specOf(type, 'shop', keys),
      ports: fakePorts(cluster),
      snapshot: async () => [deployments, statefulSets, replicaSets, configMaps].map((one) => cluster.all(one, 'shop').map(lasting)),
      refuse: async () => void (await takenByAnother(cluster, 'shop')),
      [Symbol.asyncDispose]: async () => undefined,
    };
  });
}
