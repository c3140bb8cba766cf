import { pickBy } from '../../../domain/kubernetes/label-query.ts';
import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterActs } from '../fault.ts';
import { nodeActs } from '../nodes/acts.ts';
import type { Wanted } from '../nodes/choose.ts';
import type { NodesUndo } from '../nodes/undo.ts';
import type { NodeDrainSpec } from './schema.ts';

/** ms; a budget that lets nobody go for so long will not do so while the fault stays. */
const patience = { wait: 60_000, 'give-up': 0 } as const;

export function createNodeDrain(): ClusterActs<NodeDrainSpec, NodesUndo> {
  return nodeActs<NodeDrainSpec>({
    type: 'kubernetes.node-drain',
    patience: ({ onRefusal }) => onRefusal,
    wanted,
    removal: ({ grace, onRefusal }) => ({ by: 'eviction', grace, patience: patience[onRefusal] }),
  });
}

function wanted({ which }: NodeDrainSpec, nodes: readonly KubeNode[]): Wanted | Refusal {
  const found = which.by === 'name' ? nodes.filter(({ metadata }) => metadata.name === which.name) : pickBy(which.labels, nodes);
  const count = which.by === 'name' ? 1 : which.count;
  if (found.length >= count) return { count, units: found.map((node) => ({ name: node.metadata.name, nodes: [node] })) };
  if (which.by === 'name') return { why: `there is no node ${which.name}`, hint: 'Correct node; to look: kubectl get nodes.' };
  return { why: `${count} nodes with ${which.labels} are asked for, and there are ${found.length}`, hint: `To look: kubectl get nodes -l '${which.labels}'.` };
}
