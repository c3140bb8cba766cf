import { containerKill } from '../../../../src/injectors/kubernetes/container-kill/kind.ts';
import type { InjectorKind } from '../../../../src/ports/injector.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { standing } from '../pod-kill/shop.ts';
import { openContainers } from './stage.ts';
import { takenByAnother } from '../taken.ts';

injectorContract('kubernetes.container-kill, in a cluster in memory', async () => {
  const stage = await openContainers();
  return {
    kind: containerKill as unknown as InjectorKind,
    spec: stage.spec(),
    ports: stage.ports,
    snapshot: async () => standing(stage),
    refuse: async () => void (await takenByAnother(stage.cluster, 'shop')),
    async [Symbol.asyncDispose]() {},
  };
});
