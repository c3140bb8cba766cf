import { injectorContract } from '../../../contract/injector.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { configMaps } from '../../../../src/domain/kubernetes/surroundings.ts';
import { replicaSets, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { fakePorts, fakeShop, kindOf, lasting, specOf, type Fault } from './stage.ts';

const cases: readonly (readonly [name: string, Fault, object])[] = [
  ['kubernetes.scale', 'kubernetes.scale', {}],
  ['kubernetes.scale of a StatefulSet', 'kubernetes.scale', { workload: 'statefulset/db', replicas: '50%' }],
  ['kubernetes.scale upwards', 'kubernetes.scale', { replicas: 5 }],
  ['kubernetes.config', 'kubernetes.config', {}],
  ['kubernetes.config of a key that is not there', 'kubernetes.config', { key: 'new' }],
  ['kubernetes.config that removes a key', 'kubernetes.config', { value: undefined, remove: true }],
  ['kubernetes.image', 'kubernetes.image', {}],
];

for (const [name, type, keys] of cases) {
  injectorContract(`${name} on a fake cluster`, async () => {
    const cluster = fakeShop();
    return {
      kind: kindOf(type),
      spec: specOf(type, 'shop', keys),
      ports: fakePorts(cluster),
      snapshot: async () => [deployments, statefulSets, replicaSets, configMaps].map((one) => cluster.all(one, 'shop').map(lasting)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  });
}
