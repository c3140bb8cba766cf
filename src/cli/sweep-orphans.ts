/** Takes out of a cluster what runs have kept beside their records, where no record is left that could need it. */
import { isClusterError } from '../domain/kubernetes/cluster-error.ts';
import { reason } from '../domain/reason.ts';
import type { Cluster } from '../ports/cluster.ts';
import { findPriors, neededBy, removeOrphan, type Orphan } from '../injectors/kubernetes/config/orphans.ts';
import { findKept } from '../injectors/kubernetes/keep.ts';
import { mark, sweptAfter } from '../injectors/kubernetes/names.ts';
import { findTurns } from '../injectors/kubernetes/turn.ts';
import { inEach, type ClusterPlaces } from './cluster-places.ts';
import type { SweepPorts } from './sweep-cluster.ts';
import type { Swept } from './swept.ts';

/** What was removed, or could not be; and what is the last witness of a fault that is still in, and stays. */
export interface Orphans {
  readonly swept: Swept['orphans'];
  readonly left: Swept['left'];
}

/**
 * Removes prior values whose run is dead and has no undo record: of a restore that was not allowed to. One whose map is still marked by the fault
 * stays. Half-way it leaves the rest to the next sweep.
 */
export async function sweepOrphans(places: ClusterPlaces, run: string | undefined, ports: SweepPorts, signal: AbortSignal): Promise<Orphans> {
  const { cluster, clock, dead } = ports;
  const where = run === undefined ? {} : { run };
  const found = await inEach(places, (namespace) => findPriors(cluster, { ...where, ...namespace }, clock.wall(), signal));
  const old = found.filter((one) => places.within(one.namespace) && one.map !== undefined && (one.age > sweptAfter || dead(one.run)));
  // Looked for after them: a record comes before its prior value, and goes after it.
  const busy = old.length === 0 ? new Set<string>() : await busyRuns(places, ports, signal);
  const orphans = old.filter((one) => !busy.has(one.run));
  const results = await Promise.all(orphans.map((one) => removeUnlessNeeded(one, cluster, signal)));
  return { swept: results.flatMap(({ swept }) => swept), left: results.flatMap(({ left }) => left) };
}

/** Runs that have a record, or hold a turn and may live: what is theirs is no orphan. */
async function busyRuns(places: ClusterPlaces, { cluster, clock, dead }: SweepPorts, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const [kept, turns] = await Promise.all([
    inEach(places, (namespace) => findKept(cluster, namespace, clock.wall(), signal)),
    inEach(places, (namespace) => findTurns(cluster, namespace, clock.wall(), signal)),
  ]);
  const alive = turns.filter(({ age, run }) => age <= sweptAfter && !dead(run));
  return new Set([...kept.map(({ map }) => map.metadata.labels[mark.run] ?? ''), ...alive.map(({ run }) => run)]);
}

async function removeUnlessNeeded(orphan: Orphan, cluster: Cluster, signal: AbortSignal): Promise<Orphans> {
  const { run, namespace, name } = orphan;
  const place = { run, namespace, name };
  try {
    const needed = await neededBy(orphan, cluster, signal);
    if (needed !== undefined) return { swept: [], left: [stillIn(orphan, needed.command)] };
    await removeOrphan(orphan, cluster, signal);
    return { swept: [place], left: [] };
  } catch (error) {
    if (!isClusterError(error)) throw error;
    return { swept: [{ ...place, still: reason(error) }], left: [] };
  }
}

function stillIn({ run, injection, namespace, name, map }: Orphan, command: string): Swept['left'][number] {
  const target = `configmap/${map}`;
  const why = `${target} has its mark, and its undo record is gone: what was there before is kept in configmap/${name} alone`;
  return { run, namespace, name: injection, type: 'kubernetes.config', targets: [target], why, command };
}
