import { rightsOn } from '../../../domain/kubernetes/right.ts';
import { autoscalers } from '../../../domain/kubernetes/surroundings.ts';
import { deployments, deploymentScales, statefulSets, statefulSetScales } from '../../../domain/kubernetes/workloads.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { showReplicas } from './decide.ts';
import { schema, type ScaleSpec } from './schema.ts';
import { scaleUndo, type ScaleUndo } from './undo.ts';

/**
 * Sets the replica count of a workload. Source: Kubernetes API reference, Scale.
 * Left when it stops half-way: the count is set, until restore sets it back.
 */
export const scale = defineClusterFault<ScaleSpec, ScaleUndo>({
  type: 'kubernetes.scale',
  about: 'Sets the replicas of a Deployment or StatefulSet, and sets them back if nobody else has changed them since.',
  schema,
  undo: scaleUndo,
  asksEach: true,
  plan: ({ namespace, workload: { kind, name }, replicas }) => {
    const target = `${kind}/${name}`;
    const own = rightsOn(kind === 'deployment' ? deployments : statefulSets, ['get'], { namespace, name });
    const write = rightsOn(kind === 'deployment' ? deploymentScales : statefulSetScales, ['patch'], { namespace, name });
    return {
      summary: `sets the replicas of ${target} in namespace ${namespace} to ${showReplicas(replicas)}`,
      candidates: [`${namespace}/${target}`],
      key: target,
      rights: { inject: [...own, ...write, ...rightsOn(autoscalers, ['list'], { namespace })], restore: [...own, ...write] },
      share: { targets: 'seen in preflight' },
      effect: 'observed',
      healsByItself: false,
      restores: `sets the replicas of ${target} back to what they were, if they are still those of the fault, and waits until as many pods are available as before`,
      harm: `${target} serves with other capacity; the pods that go are chosen by its controller, and no disruption budget holds them back`,
    };
  },
  load: async () => (await import('./act.ts')).scaleActs,
});
