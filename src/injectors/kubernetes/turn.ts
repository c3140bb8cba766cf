/** Two runners on one namespace: the Lease of that namespace belongs to one run at a time. Source: Kubernetes docs, "Leases". */
import { isClusterError } from '../../domain/kubernetes/cluster-error.ts';
import type { JsonObject } from '../../domain/json.ts';
import { configMaps, leases, type Lease } from '../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../domain/plan.ts';
import { between } from '../../domain/instants.ts';
import { ms, type Ms } from '../../domain/units.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { labelsOf, mark, owner, sweptAfter, turnName } from './names.ts';
import type { ClusterScene } from './fault.ts';
import { kubectl } from './pods/words.ts';

type Place = Pick<ClusterScene, 'cluster' | 'namespace' | 'clock' | 'run' | 'injection'>;

const at = ({ namespace }: Pick<Place, 'namespace'>) => ({ namespace, name: turnName });

/** Why another run has the namespace; `undefined` where none has. One that is dead has it too, until its faults are out. */
export async function heldByAnother(place: Place, signal: AbortSignal): Promise<Refusal | undefined> {
  const lease = await place.cluster.get(leases, at(place), signal);
  const holder = lease?.spec.holderIdentity;
  if (lease === undefined || holder === null || holder === undefined || holder === place.run) return undefined;
  return {
    why: `run ${holder} holds namespace ${place.namespace} (Lease ${turnName}, renewed ${lease.spec.renewTime ?? 'never'})`,
    hint: `Wait for it; if it is gone: firedrill restore ${holder} --cluster.`,
  };
}

/**
 * Why nothing of this injection can be in the namespace: another run has it, and this one has no record there. It never got the turn, or was
 * restored before it gave it back. What stands there is then that run's, however much it looks like ours.
 */
export async function passedOn(place: Place, signal: AbortSignal): Promise<string | undefined> {
  const held = await heldByAnother(place, signal);
  if (held === undefined) return undefined;
  const record = await place.cluster.get(configMaps, { namespace: place.namespace, name: place.injection }, signal);
  return record === undefined ? held.why : undefined;
}

/** A turn may be given back between being found taken and being asked for. */
const tries = 3;

/** Takes the namespace's turn for this run, which may have it already; why not, where another run has it, or got it in the same moment. */
export async function takeTurn(place: Place, signal: AbortSignal): Promise<Refusal | undefined> {
  for (let left = tries; left > 0; left -= 1) {
    if (await firstThere(place, signal)) return undefined;
    const held = await heldByAnother(place, signal);
    if (held !== undefined) return held;
    if ((await mine(place, signal)) === undefined) continue;
    await renewTurn(place, signal);
    return undefined;
  }
  const why = `the turn of namespace ${place.namespace} (Lease ${turnName}) is held by no run, and cannot be taken`;
  return { why, hint: `If no drill is under way there: ${kubectl(place, 'delete', 'lease', turnName)}.` };
}

async function firstThere({ cluster, namespace, clock, run, injection }: Place, signal: AbortSignal): Promise<boolean> {
  const spec = { holderIdentity: run, leaseDurationSeconds: sweptAfter / 1000, renewTime: micro(clock.wall()) };
  const metadata = { name: turnName, namespace, labels: { ...labelsOf(run, injection) } };
  try {
    await cluster.create(leases, namespace, { metadata, spec }, signal);
    return true;
  } catch (error) {
    if (isClusterError(error, 'conflict')) return false;
    throw error;
  }
}

export async function renewTurn(place: Place, signal: AbortSignal): Promise<void> {
  const lease = await mine(place, signal);
  if (lease === undefined) return;
  const patch: JsonObject = { metadata: { resourceVersion: lease.metadata.resourceVersion }, spec: { renewTime: micro(place.clock.wall()) } };
  await place.cluster.patch(leases, at(place), patch, signal).catch((error: unknown) => {
    // Only another fault of this run renews it too, and then it is renewed.
    if (!isClusterError(error, 'conflict')) throw error;
  });
}

/** Gives it back, where this run has it. */
export async function giveTurn(place: Place, signal: AbortSignal): Promise<void> {
  const lease = await mine(place, signal);
  if (lease === undefined) return;
  await place.cluster.remove(leases, at(place), { uid: lease.metadata.uid, resourceVersion: lease.metadata.resourceVersion }, signal);
}

export interface Turn {
  readonly namespace: string;
  /** Empty where nobody holds it. */
  readonly run: string;
  readonly lease: Lease;
  /** Since its last renewal, by the wall clocks of two machines; it counts as never where that cannot be read. */
  readonly age: Ms;
}

/** The turn of one namespace, or those of all. */
export async function findTurns(cluster: Cluster, { namespace }: { readonly namespace?: string }, now: string, signal: AbortSignal): Promise<readonly Turn[]> {
  const found =
    namespace === undefined
      ? await cluster.list(leases, { fields: `metadata.name=${turnName}` }, signal)
      : [await cluster.get(leases, at({ namespace }), signal)].filter((one) => one !== undefined);
  const ours = found.filter(({ metadata }) => metadata.labels[mark.managedBy] === owner);
  return ours.map((lease) => ({ namespace: lease.metadata.namespace ?? '', run: lease.spec.holderIdentity ?? '', lease, age: ageOf(lease, now) }));
}

/** Takes a turn from a run that is dead, as it was found; false where it has changed since. */
export async function endTurn(cluster: Cluster, { namespace, lease: { metadata } }: Turn, signal: AbortSignal): Promise<boolean> {
  const { uid, resourceVersion } = metadata;
  return (await cluster.remove(leases, at({ namespace }), { uid, resourceVersion }, signal)) !== 'another';
}

function ageOf({ spec, metadata }: Lease, now: string): Ms {
  try {
    return between(spec.renewTime ?? metadata.creationTimestamp, now);
  } catch {
    return ms(Infinity);
  }
}

async function mine(place: Place, signal: AbortSignal): Promise<Lease | undefined> {
  const lease = await place.cluster.get(leases, at(place), signal);
  return lease?.spec.holderIdentity === place.run ? lease : undefined;
}

/** A MicroTime has six digits, and the API refuses any other. */
function micro(wall: string): string {
  return wall.replace(/(\.\d+)?Z$/, (_, fraction: string | undefined) => `${(fraction ?? '.').padEnd(7, '0')}Z`);
}
