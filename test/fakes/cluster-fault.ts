/** The smallest fault in a cluster: one key of a ConfigMap says `off`. */
import { z } from 'zod';
import type { ClusterActs, ClusterFault } from '../../src/injectors/kubernetes/fault.ts';
import { rightsOn } from '../../src/domain/kubernetes/right.ts';
import { configMaps } from '../../src/domain/kubernetes/surroundings.ts';
import { clusterKeys, objectName } from '../../src/injectors/kubernetes/keys.ts';

const schema = z.strictObject({ ...clusterKeys, name: objectName });
const undo = z.strictObject({ name: z.string(), before: z.string() });
type Spec = z.infer<typeof schema>;
type Undo = z.infer<typeof undo>;

const acts: ClusterActs<Spec, Undo> = {
  preflight: async () => [],
  prepare: async ({ name, namespace }, { cluster }, signal) => {
    const found = await cluster.get(configMaps, { namespace, name }, signal);
    if (found === undefined) throw new Error(`there is no configmap/${name}`);
    const manual = `kubectl -n ${namespace} patch configmap ${name} -p '{"data":{"flag":"on"}}'`;
    return { targets: [`configmap/${name}`], undo: { name, before: found.data['flag'] ?? '' }, manual };
  },
  apply: async ({ name }, { cluster, namespace }, signal) => {
    await cluster.patch(configMaps, { namespace, name }, { data: { flag: 'off' } }, signal);
    return { kind: 'applied' };
  },
  observe: async ({ name }, { cluster, namespace }, signal) => {
    const found = await cluster.get(configMaps, { namespace, name }, signal);
    return { presence: found?.data['flag'] === 'off' ? 'present' : 'absent' };
  },
  restore: async ({ name, before }, { cluster, namespace }, signal) => {
    const found = await cluster.get(configMaps, { namespace, name }, signal);
    if (found?.data['flag'] === 'off') await cluster.patch(configMaps, { namespace, name }, { data: { flag: before } }, signal);
    return { kind: 'restored' };
  },
};

export const flagFault: ClusterFault<Spec, Undo> = {
  type: 'kubernetes.test-flag',
  about: 'A flag goes off.',
  schema,
  undo,
  plan: ({ name, namespace }) => {
    const rights = rightsOn(configMaps, ['get', 'patch'], { namespace, name });
    return {
      summary: `switches ${name} off`,
      candidates: [name],
      key: `configmap/${name}`,
      rights: { inject: rights, restore: rights },
      share: {},
      effect: 'observed',
      healsByItself: false,
      restores: 'switches it on again',
      harm: 'it is off',
    };
  },
  load: async () => acts,
};
