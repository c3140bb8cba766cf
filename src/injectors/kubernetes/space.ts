/** By what a cluster is known, whatever address leads to it. */
import { namespaces } from '../../domain/kubernetes/surroundings.ts';
import type { Cluster } from '../../ports/cluster.ts';

/** The UID of a namespace; null where there is none of that name. */
export async function spaceOf({ cluster, namespace }: { readonly cluster: Cluster; readonly namespace: string }, signal: AbortSignal): Promise<string | null> {
  return (await cluster.get(namespaces, { name: namespace }, signal))?.metadata.uid ?? null;
}
