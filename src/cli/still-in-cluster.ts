import { loadType, type UndoEntry } from '../domain/undo.ts';
import { kubectl } from '../injectors/kubernetes/pods/words.ts';
import { addressIn, clusterUndo } from '../injectors/kubernetes/undo.ts';

/** What a fault that is let go on this machine leaves in its cluster, and how it goes: its record there keeps other runs out of the namespace. */
export function stillInCluster({ type, undo }: Pick<UndoEntry, 'type' | 'undo'>): readonly string[] {
  const found = type.startsWith('kubernetes.') && type !== loadType ? clusterUndo.safeParse(undo).data : undefined;
  if (found === undefined) return [];
  const { namespace, injection, run } = found;
  const address = addressIn(found);
  const remove = kubectl({ cluster: { address, elsewhere: address.kubeconfig }, namespace }, 'delete', 'configmap', injection);
  return [
    `Its record in the cluster, if it is still there, keeps namespace ${namespace} for that run until you let it go too:\n  ${remove}\n  firedrill restore ${run} --cluster`,
  ];
}
