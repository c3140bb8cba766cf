import { defineClusterFault } from '../define-cluster-fault.ts';
import { rightsForNodes } from '../nodes/rights.ts';
import { nodesUndo, type NodesUndo } from '../nodes/undo.ts';
import { schema, type ZoneLossSpec } from './schema.ts';

/**
 * Cordons the nodes of a zone and deletes the pods of its namespaces there, all at once. Source: Kubernetes docs, "Running in multiple zones".
 * Left when it stops half-way: nodes cordoned under this injection's mark, and the pods deleted so far, whose workloads bring others up.
 */
export const zoneLoss = defineClusterFault<ZoneLossSpec, NodesUndo>({
  type: 'kubernetes.zone-loss',
  about: 'Cordons the nodes of a zone and deletes the pods of its namespace there, all at once.',
  schema,
  undo: nodesUndo,
  plan: ({ namespace, zone, 'other-tenants': tenants }) => {
    const what = zone === 'any' ? 'a zone that the seed draws' : `zone ${zone}`;
    return {
      key: 'nodes',
      summary: `cordons the nodes of ${what} and deletes the pods of ${[namespace, ...tenants].join(', ')} there, whatever their budgets say`,
      candidates: [zone === 'any' ? 'nodes of any zone' : `nodes of zone ${zone}`],
      share: { targets: 'seen in preflight' },
      namespaces: tenants,
      locks: ['nodes'],
      rights: rightsForNodes({ namespace, tenants, by: 'deletion' }),
      effect: 'observed',
      healsByItself: false,
      restores: 'uncordons what it cordoned, and waits until the workloads of the deleted pods have as many available as before',
      harm: 'everything of the namespace in that zone is gone at once, with what it held in memory and on its nodes’ disks; with too little room elsewhere it stays pending',
    };
  },
  load: async () => (await import('./act.ts')).createZoneLoss(),
});
