import { pods } from '../../../domain/kubernetes/pods.ts';
import { rightsOn } from '../../../domain/kubernetes/right.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { rightsToChoose, rightsToWatch } from '../pods/rights.ts';
import { showAmount, showFloor, showSelection } from '../pods/words.ts';
import { schema, type ContainerKillSpec } from './schema.ts';
import { containerKillUndo, type, type ContainerKillUndo } from './undo.ts';

/**
 * Sends SIGTERM to the first process of a container; its kubelet starts it again in the same pod. Source: Kubernetes docs, "Pod Lifecycle", restartPolicy.
 * Left when it stops half-way: containers that have ended, until their kubelets start them again.
 */
export const containerKill = defineClusterFault<ContainerKillSpec, ContainerKillUndo>({
  type,
  about: 'Ends a container within its pod with SIGTERM; its kubelet starts it again.',
  schema,
  undo: containerKillUndo,
  needsFor: () => false,
  asksEach: true,
  plan: ({ namespace, selection, amount, floor, container }) => {
    const where = `${showSelection(selection)} in namespace ${namespace}`;
    return {
      key: 'pods',
      summary: `ends ${container === null ? 'the container' : `container ${container}`} of ${showAmount(amount)} ${where} with SIGTERM; ${showFloor(floor)}`,
      candidates: [where],
      share: { targets: 'seen in preflight' },
      rights: {
        // Over a WebSocket the API takes both for an exec.
        inject: [
          ...rightsToChoose(selection, amount, namespace),
          ...rightsOn(pods, ['get'], { namespace }),
          ...rightsOn({ ...pods, plural: 'pods/exec' }, ['get', 'create'], { namespace }),
        ],
        restore: rightsToWatch(selection, namespace),
      },
      effect: 'observed',
      healsByItself: true,
      restores: 'waits until the containers have restarted and are ready, and as many pods are available, and as many endpoints ready, as before',
      harm: 'what the containers held in memory and had under way is lost, and their pods are not ready until they run again',
    };
  },
  load: async () => (await import('./act.ts')).createContainerKill(),
});
