/** Whether a record was made in the cluster that is being swept: one that came with a backup must not be restored. */
import { isClusterError } from '../domain/kubernetes/cluster-error.ts';
import type { Kept } from '../injectors/kubernetes/keep.ts';
import { spaceOf } from '../injectors/kubernetes/space.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ClusterPlaces } from './cluster-places.ts';

/** The records of this cluster, and those of others with the reason. */
export interface Sorted {
  readonly here: readonly Kept[];
  readonly elsewhere: readonly { readonly kept: Kept; readonly why: string }[];
}

/**
 * A person's word goes first (`--moved-from`); then the UID of the namespace, which every road to a cluster shows alike; where nobody wrote it down,
 * or it may not be read here, the address. Reads only.
 */
export async function sortByCluster(dead: readonly Kept[], places: ClusterPlaces, cluster: Cluster, signal: AbortSignal): Promise<Sorted> {
  const names = [...new Set(dead.map(({ undo }) => undo.namespace))];
  const spaces = new Map(await Promise.all(names.map(async (namespace) => [namespace, await uidOf(namespace, cluster, signal)] as const)));
  const judged = dead.map((kept) => ({ kept, why: strange(kept, spaces.get(kept.undo.namespace) ?? null, places) }));
  return {
    here: judged.flatMap(({ kept, why }) => (why === undefined ? [kept] : [])),
    elsewhere: judged.flatMap(({ kept, why }) => (why === undefined ? [] : [{ kept, why }])),
  };
}

async function uidOf(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<string | null> {
  return spaceOf({ cluster, namespace }, signal).catch((error: unknown) => {
    if (isClusterError(error, 'denied')) return null;
    throw error;
  });
}

/** Why it is not of here; `undefined` where it is. */
function strange({ undo }: Kept, found: string | null, { address, movedFrom }: ClusterPlaces): string | undefined {
  const { server, context } = undo.cluster;
  if (movedFrom.some((one) => isSame(one, server))) return undefined;
  const anyway = `say --moved-from ${server}`;
  if (undo.space !== null && found !== null) {
    if (undo.space === found) return undefined;
    return `its record says that it was made in a namespace ${undo.namespace} with UID ${undo.space}, and this one has ${found}: it may have come with a backup; if it is to be restored all the same, ${anyway}`;
  }
  // A pod knows its cluster by another address than people do.
  if (isSame(address.server, server) || context === 'in-cluster' || address.context === 'in-cluster') return undefined;
  return `its record says that it was made in the cluster at ${server}, and this is ${address.server}; if that is the same one, ${anyway}`;
}

function isSame(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}
