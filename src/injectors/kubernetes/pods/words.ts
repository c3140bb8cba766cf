/** A choice of pods in words, and in kubectl's. */
import { show, showMs } from '../../../domain/units.ts';
import { shellLine } from '../../shell.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import type { Amount, Floor, Selection } from './schema.ts';
import type { Workload } from './workload.ts';

/** "pods of deployment/storefront", "pods with app=shop in zone zone-1". */
export function showSelection({ labels, owner, fields, zone, minAge }: Selection): string {
  const terms = [
    owner === null ? [] : `of ${owner.kind}/${owner.name}`,
    labels === null ? [] : `with ${labels}`,
    fields === null ? [] : `where ${fields}`,
    zone === null ? [] : `in zone ${zone}`,
    minAge === 0 ? [] : `older than ${showMs(minAge)}`,
  ].flat();
  return ['pods', ...terms].join(' ');
}

/** "2 of the", "one pod per owner among the": before "pods …". */
export function showAmount(amount: Amount): string {
  switch (amount.by) {
    case 'count':
      return `${amount.count} of the`;
    case 'percent':
      return `${show(amount.share, 'ratio')}, rounded down, of the`;
    case 'owner':
      return 'one pod per owner among the';
    case 'zone':
      return 'all in one zone of the';
  }
}

/** "each workload keeps 1 ready". */
export function showFloor(floor: Floor): string {
  return `each workload keeps ${typeof floor === 'number' ? floor : show(floor.share, 'ratio')} ready`;
}

interface Where {
  readonly cluster: Pick<Cluster, 'address' | 'elsewhere'>;
  readonly namespace: string;
}

/** A kubectl command for this namespace of this cluster. */
export function kubectl({ cluster: { address, elsewhere }, namespace }: Where, ...words: readonly string[]): string {
  const command = shellLine(['kubectl', '--context', address.context, '-n', namespace, ...words]);
  // Several files are no --kubeconfig.
  return elsewhere === undefined ? command : `KUBECONFIG=${shellLine([elsewhere])} ${command}`;
}

/** The command that waits for a workload; of a ReplicaSet kubectl knows no rollout. */
export function watchByHand({ kind, meta }: Pick<Workload, 'kind' | 'meta'>, where: Where): string {
  return kubectl(where, ...(kind === 'replicaset' ? ['get'] : ['rollout', 'status']), `${kind}/${meta.name}`);
}

/** What to do about a workload that is not at rest: one that is paused would be waited for in vain. */
export function untilAtRest(workload: Workload, where: Where): string {
  const { kind, meta, rollout, paused } = workload;
  if (rollout === null || !paused) return `Wait for it (${watchByHand(workload, where)}).`;
  return `It is paused, by somebody who may know why: ask, or resume it (${kubectl(where, 'rollout', 'resume', `${kind}/${meta.name}`)}).`;
}

/** The command that shows what matches. */
export function lookByHand({ labels, fields, owner }: Pick<Selection, 'labels' | 'fields' | 'owner'>, where: Where): string {
  if (owner !== null) return kubectl(where, 'describe', `${owner.kind}/${owner.name}`);
  return kubectl(where, 'get', 'pods', '-o', 'wide', ...(labels === null ? [] : ['-l', labels]), ...(fields === null ? [] : ['--field-selector', fields]));
}
