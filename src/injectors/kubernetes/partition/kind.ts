import { pods } from '../../../domain/kubernetes/pods.ts';
import { rightsOn, type Right } from '../../../domain/kubernetes/right.ts';
import { namespaces, policies } from '../../../domain/kubernetes/surroundings.ts';
import { daemonSets, deployments, replicaSets, statefulSets } from '../../../domain/kubernetes/workloads.ts';
import { shellLine } from '../../shell.ts';
import { defineClusterFault } from '../define-cluster-fault.ts';
import { schema, type PartitionSpec } from './schema.ts';
import { partitionUndo, type Cut, type PartitionUndo } from './undo.ts';

/**
 * Cuts pods off from others by a NetworkPolicy of the run. Source: Kubernetes docs, "Network Policies".
 * Left when it stops half-way: that policy, named `fd-<run>-<n>`.
 */
export const partition = defineClusterFault<PartitionSpec, PartitionUndo>({
  type: 'kubernetes.partition',
  about: 'Cuts pods off from others, or from everything, by a NetworkPolicy of the run.',
  schema,
  undo: partitionUndo,
  plan: ({ namespace, cut, proof }) => {
    const there = cut.peers?.namespace ?? namespace;
    const others = there === namespace ? [] : [there];
    const proven = proof === null ? 'which nothing proves' : `proven by ${shellLine(proof.run)}`;
    return {
      key: 'networkpolicies',
      summary: `${showCut(cut)}, by a NetworkPolicy in namespace ${namespace}, ${proven}`,
      candidates: [`pods with ${cut.pods}`],
      share: { targets: 'seen in preflight' },
      namespaces: others,
      rights: {
        inject: [
          ...rightsOn(policies, ['list', 'create', 'patch'], { namespace }),
          ...[deployments, statefulSets, daemonSets, replicaSets].flatMap((one) => rightsOn(one, ['list'], { namespace })),
          ...others.flatMap((one) => rightsOn(namespaces, ['get'], { namespace: one, name: one })),
          ...[namespace, ...others].flatMap((one) => rightsOn(pods, ['list'], { namespace: one })),
        ],
        restore: [...rightsOn(policies, ['get', 'delete'], { namespace }), ...(proof === null ? [] : rightsToTry(proof.in.namespace))],
      },
      effect: proof === null ? 'unprovable' : 'observed',
      healsByItself: false,
      restores: `deletes that policy${proof === null ? '' : ', and tries until the two can talk again'}`,
      harm: 'what the pods do over these connections fails or hangs; connections that stood before may outlive the cut',
    };
  },
  load: async () => (await import('./act.ts')).createPartition(),
});

function rightsToTry(namespace: string): readonly Right[] {
  return [...rightsOn(pods, ['list'], { namespace }), ...rightsOn({ ...pods, plural: 'pods/exec' }, ['get', 'create'], { namespace })];
}

function showCut({ pods: chosen, peers, direction, dns }: Cut): string {
  const whom = peers === null ? `everything${dns && direction !== 'ingress' ? ' but DNS' : ''}` : `those with ${peers.labels}`;
  const way = { ingress: ' (ingress)', egress: ' (egress)', both: '' }[direction];
  return `cuts pods with ${chosen} off from ${whom}${way}`;
}
