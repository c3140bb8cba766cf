import { rightsOn } from '../../../domain/kubernetes/right.ts';
import { deployments, replicaSets } from '../../../domain/kubernetes/workloads.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { schema, type ImageSpec } from './schema.ts';
import { imageUndo, type ImageUndo } from './undo.ts';

/**
 * Rolls a Deployment out with an image that cannot start. Source: Kubernetes docs, "Deployments", "Failed Deployment".
 * Left when it stops half-way: the rollout, stuck, with as many of the old pods as its strategy keeps.
 */
export const image = defineClusterFault<ImageSpec, ImageUndo>({
  type: 'kubernetes.image',
  about: 'Rolls a Deployment out with an image that cannot start, and takes it back to the old revision if nobody else has changed it since.',
  schema,
  undo: imageUndo,
  asksEach: true,
  plan: ({ namespace, workload, container, image: bad }) => {
    const target = `deployment/${workload}`;
    const rights = rightsOn(deployments, ['get', 'patch'], { namespace, name: workload });
    const which = container === null ? 'the container' : `container ${container}`;
    return {
      summary: `rolls ${target} in namespace ${namespace} out with image ${bad} in ${which}`,
      candidates: [`${namespace}/${target}`],
      key: target,
      rights: { inject: rights, restore: [...rights, ...rightsOn(replicaSets, ['list', 'delete'], { namespace })] },
      share: { targets: 'seen in preflight' },
      effect: 'observed',
      healsByItself: false,
      restores: `sets the old image of ${target} back, if it still has that of the fault, waits until that rollout is complete, and takes the fault's revision out of its history`,
      harm: `${target} loses as many pods as its strategy lets be unavailable during a rollout (all with Recreate, maybe none with maxUnavailable 0), and no other rollout gets through meanwhile`,
    };
  },
  load: async () => (await import('./act.ts')).imageActs,
});
