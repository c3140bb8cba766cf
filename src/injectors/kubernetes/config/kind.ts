import { rightsOn } from '../../../domain/kubernetes/right.ts';
import { configMaps } from '../../../domain/kubernetes/surroundings.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { brief } from './decide.ts';
import { schema, type ConfigSpec } from './schema.ts';
import { configUndo, type ConfigUndo } from './undo.ts';

/**
 * Sets one key of a ConfigMap, or takes it away. Source: Kubernetes docs, "ConfigMaps".
 * Left when it stops half-way: the key is set, and what it was before stands in the ConfigMap `fd-<run>-<n>-prior` beside it.
 */
export const config = defineClusterFault<ConfigSpec, ConfigUndo>({
  type: 'kubernetes.config',
  about: 'Sets or removes one key of a ConfigMap, such as a feature flag, and puts it back if nobody else has changed it since.',
  schema,
  undo: configUndo,
  asksEach: true,
  plan: ({ namespace, map, key, value }) => {
    const target = `configmap/${map}`;
    const rights = rightsOn(configMaps, ['get', 'patch'], { namespace, name: map });
    const does =
      value === null ? `takes ${key} out of ${target} in namespace ${namespace}` : `sets ${key} of ${target} in namespace ${namespace} to ${brief(value)}`;
    return {
      summary: `${does}; pods see it when their kubelet next syncs the volume, up to a minute later, and only at their start where it is an environment variable`,
      candidates: [`${namespace}/${target}`],
      key: `${target}/${key}`,
      rights: { inject: rights, restore: rights },
      // Whoever reads it reads the change.
      share: { targets: { hit: 1, of: 1 } },
      effect: 'observed',
      healsByItself: false,
      restores: `puts ${key} of ${target} back to what it was, which is kept in the cluster alone; pods see that as late as they saw the fault`,
      harm: `everything that reads ${key} of ${target} works with the other value, in all its pods`,
    };
  },
  load: async () => (await import('./act.ts')).configActs,
});
