import { injectorContract } from '../../../contract/injector.ts';
import { addPods, kind, openSplit, standing, usual } from './split.ts';
import { takenByAnother } from '../taken.ts';

const ways = [
  usual,
  { ...usual, peers: 'app notin (storefront)', direction: 'ingress' },
  { ...usual, peers: 'everything', direction: 'egress', dns: false },
  { ...usual, 'peers-in': 'billing', prove: { ...usual.prove, 'kept-alive': ['nc', 'payments', '80'] } },
];

for (const keys of ways) {
  injectorContract(`kubernetes.partition ${JSON.stringify(keys)}, in a cluster in memory`, async () => {
    const split = await openSplit();
    await addPods(split.cluster, 'billing', 'payments', 1);
    return {
      kind,
      spec: split.spec(keys),
      ports: split.ports,
      snapshot: async () => standing(split),
      refuse: async () => void (await takenByAnother(split.cluster, 'shop')),
      async [Symbol.asyncDispose]() {},
    };
  });
}
