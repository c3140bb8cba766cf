import { injectorContract } from '../../../contract/injector.ts';
import { addWorkload, kinds, openTown, standing, type Fault } from './town.ts';
import { takenByAnother } from '../taken.ts';

const ways: readonly (readonly [Fault, object])[] = [
  ['drain', { node: 'node-2' }],
  ['drain', { nodes: { labels: 'pool=web', count: 2 }, 'on-refusal': 'wait' }],
  ['drain', { node: 'node-1', 'other-tenants': ['billing'] }],
  ['zone', { zone: 'zone-2' }],
  ['zone', { zone: 'any', grace: '1s' }],
];

for (const [fault, keys] of ways) {
  injectorContract(`${kinds[fault].type} ${JSON.stringify(keys)}, in a cluster in memory`, async () => {
    const town = await openTown();
    if ('other-tenants' in keys) await addWorkload(town.cluster, 'billing', 'invoices', 1);
    return {
      kind: kinds[fault],
      spec: town.spec(fault, keys),
      ports: town.ports,
      snapshot: async () => standing(town),
      refuse: async () => void (await takenByAnother(town.cluster, 'shop')),
      async [Symbol.asyncDispose]() {},
    };
  });
}
