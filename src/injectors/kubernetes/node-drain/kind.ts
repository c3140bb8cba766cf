import { defineClusterFault } from '../define-cluster-fault.ts';
import { rightsForNodes } from '../nodes/rights.ts';
import { nodesUndo, type NodesUndo } from '../nodes/undo.ts';
import { schema, type NodeDrainSpec } from './schema.ts';

/**
 * Cordons nodes and evicts the pods of its namespaces from them, within their disruption budgets. Source: Kubernetes docs, "Safely Drain a Node".
 * Left when it stops half-way: nodes cordoned under this injection's mark, and the pods evicted so far, whose workloads bring others up.
 */
export const nodeDrain = defineClusterFault<NodeDrainSpec, NodesUndo>({
  type: 'kubernetes.node-drain',
  about: 'Cordons a node and evicts the pods of its namespace there, within their disruption budgets.',
  schema,
  undo: nodesUndo,
  plan: ({ namespace, which, 'other-tenants': tenants }) => {
    const what = which.by === 'name' ? which.name : `${which.count} of the nodes with ${which.labels}`;
    const whose = [namespace, ...tenants].join(', ');
    return {
      key: 'nodes',
      summary: `cordons ${what} and evicts the pods of ${whose} there, within their disruption budgets`,
      candidates: [which.by === 'name' ? `node/${which.name}` : `nodes with ${which.labels}`],
      share: { targets: 'seen in preflight' },
      namespaces: tenants,
      locks: ['nodes'],
      rights: rightsForNodes({ namespace, tenants, by: 'eviction', ...(which.by === 'name' ? { node: which.name } : {}) }),
      effect: 'observed',
      healsByItself: false,
      restores: 'uncordons what it cordoned, and waits until the workloads of the evicted pods have as many available as before',
      harm: 'the pods start elsewhere, without what they held in memory and on the node’s disk; with too little room elsewhere they stay pending',
    };
  },
  load: async () => (await import('./act.ts')).createNodeDrain(),
});
