import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterActs } from '../fault.ts';
import { nodeActs } from '../nodes/acts.ts';
import type { Unit, Wanted } from '../nodes/choose.ts';
import type { NodesUndo } from '../nodes/undo.ts';
import type { ZoneLossSpec } from './schema.ts';

/** ms; for an API server that is busy, since nothing refuses a deletion. */
const patience = 10_000;
const label = 'topology.kubernetes.io/zone';

export function createZoneLoss(): ClusterActs<ZoneLossSpec, NodesUndo> {
  return nodeActs<ZoneLossSpec>({
    type: 'kubernetes.zone-loss',
    wanted,
    removal: ({ grace }) => ({ by: 'deletion', grace, patience }),
  });
}

function wanted({ zone }: ZoneLossSpec, nodes: readonly KubeNode[]): Wanted | Refusal {
  const zones = [...Map.groupBy(nodes, ({ metadata }) => metadata.labels[label])]
    .flatMap(([name, own]): readonly Unit[] => (name === undefined ? [] : [{ name, nodes: own }]))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const units = zone === 'any' ? zones : zones.filter(({ name }) => name === zone);
  if (units.length > 0) return { units, count: 1 };
  const hint = `The zone of a node is its label ${label}; to look: kubectl get nodes -L ${label}.`;
  return { why: zone === 'any' ? 'no node has a zone' : `no node is in zone ${zone}`, hint };
}
