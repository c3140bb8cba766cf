import { pods } from '../../../domain/kubernetes/pods.ts';
import { rightsOn, type Right } from '../../../domain/kubernetes/right.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { rightsToChoose, rightsToWatch } from '../pods/rights.ts';
import { showAmount, showFloor, showSelection } from '../pods/words.ts';
import { schema, type PodKillSpec } from './schema.ts';
import { podKillUndo, type PodKillUndo } from './undo.ts';

/**
 * Evicts or deletes pods that a selection finds. Source: Kubernetes docs, "API-initiated Eviction", "Pod Lifecycle".
 * Left when it stops half-way: the pods killed so far are gone until their workloads bring others up.
 */
export const podKill = defineClusterFault<PodKillSpec, PodKillUndo>({
  type: 'kubernetes.pod-kill',
  about: 'Evicts pods within their disruption budgets, or deletes them; their workloads bring others up.',
  schema,
  undo: podKillUndo,
  needsFor: () => false,
  asksEach: true,
  plan: ({ namespace, selection, amount, via, floor }) => {
    const where = `${showSelection(selection)} in namespace ${namespace}`;
    return {
      key: 'pods',
      summary: `${via === 'evict' ? 'evicts' : 'deletes, whatever their budgets say,'} ${showAmount(amount)} ${where}; ${showFloor(floor)}`,
      candidates: [where],
      share: { targets: 'seen in preflight' },
      rights: { inject: [...rightsToChoose(selection, amount, namespace), ...rightsToKill(via, namespace)], restore: rightsToWatch(selection, namespace) },
      effect: 'observed',
      healsByItself: true,
      restores: `waits until the victims are gone and as many pods are available, and as many endpoints ready, as before${
        selection.ownerless ? '; a pod without an owner comes back only where something else than Kubernetes brings it back' : ''
      }`,
      harm: 'what the pods held in memory and had under way is lost, and they are missing until others are ready',
    };
  },
  load: async () => (await import('./act.ts')).createPodKill(),
});

function rightsToKill(via: PodKillSpec['via'], namespace: string): readonly Right[] {
  if (via === 'delete') return rightsOn(pods, ['delete'], { namespace });
  return rightsOn({ ...pods, plural: 'pods/eviction' }, ['create'], { namespace });
}
