import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { InjectorKind } from '../../../../src/ports/injector.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { addWorkload, openShop, standing } from './shop.ts';
import { takenByAnother } from '../taken.ts';

const ways = { 'one pod': {}, 'by delete': { via: 'delete', count: 2 }, 'one per owner': { owner: undefined, labels: 'app', all: true, 'one-per': 'owner' } };

for (const [name, keys] of Object.entries(ways)) {
  injectorContract(`kubernetes.pod-kill, ${name}, in a cluster in memory`, async () => {
    const shop = await openShop();
    await addWorkload(shop.cluster, 'payments', 2);
    return {
      kind: podKill as unknown as InjectorKind,
      spec: shop.spec({ owner: 'deployment/storefront', ...keys }),
      ports: shop.ports,
      snapshot: async () => standing(shop),
      refuse: async () => void (await takenByAnother(shop.cluster, 'shop')),
      async [Symbol.asyncDispose]() {},
    };
  });
}
