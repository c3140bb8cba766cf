import type { WorkloadKind } from '../keys.ts';
import type { Selection } from './schema.ts';

/** Which kinds of workload a selection may meet: what rights it needs follows from them. */
export function kindsFor({ owner }: Pick<Selection, 'owner'>): readonly WorkloadKind[] {
  if (owner === null) return ['deployment', 'replicaset', 'statefulset', 'daemonset'];
  return owner.kind === 'deployment' || owner.kind === 'replicaset' ? ['deployment', 'replicaset'] : [owner.kind];
}
