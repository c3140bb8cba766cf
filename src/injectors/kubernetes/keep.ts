/** The undo record in the cluster itself: whoever reaches it can restore after the runner's disk is gone. */
import { z } from 'zod';
import { isClusterError } from '../../domain/kubernetes/cluster-error.ts';
import { configMaps, type ConfigMap } from '../../domain/kubernetes/surroundings.ts';
import { between } from '../../domain/instants.ts';
import { reason } from '../../domain/reason.ts';
import { loadType } from '../../domain/undo.ts';
import type { Ms } from '../../domain/units.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { labelsOf, mark, owner } from './names.ts';
import type { ClusterScene } from './fault.ts';
import { clusterUndo } from './undo.ts';

const key = 'undo.json';
const kept = z.strictObject({ schemaVersion: z.literal(1), type: z.string(), undo: clusterUndo });
export type Kept = Pick<z.infer<typeof kept>, 'type' | 'undo'>;

type Place = Pick<ClusterScene, 'cluster' | 'namespace' | 'clock'>;

/** Writes it before the act. One that is there already is this injection's own. */
export async function keep({ cluster, namespace, clock }: Place, { type, undo }: Kept, signal: AbortSignal): Promise<void> {
  const { run, injection } = undo;
  const metadata = {
    name: injection,
    namespace,
    labels: { ...labelsOf(run, injection), [mark.record]: 'undo' },
    annotations: { [mark.renewed]: clock.wall() },
  };
  const data = { [key]: JSON.stringify({ schemaVersion: 1, type, undo }) };
  await cluster.create(configMaps, namespace, { metadata, data }, signal).catch((error: unknown) => {
    if (!isClusterError(error, 'conflict')) throw error;
  });
}

export async function renewKept({ cluster, namespace, clock }: Place, injection: string, signal: AbortSignal): Promise<void> {
  await cluster.patch(configMaps, { namespace, name: injection }, { metadata: { annotations: { [mark.renewed]: clock.wall() } } }, signal);
}

/** Removes it after the restore; one that is gone is gone. */
export async function forget({ cluster, namespace }: Pick<Place, 'cluster' | 'namespace'>, injection: string, signal: AbortSignal): Promise<void> {
  await cluster.remove(configMaps, { namespace, name: injection }, {}, signal);
}

export interface Found {
  readonly map: ConfigMap;
  /** Since its last renewal, by the wall clocks of two machines; or why that is not known. */
  readonly age: Ms | { readonly broken: string };
  /** A reason where it cannot be read. */
  readonly kept: Kept | { readonly broken: string };
}

/** What runs have left in a namespace, or in all of them; of one run where it is named. */
export async function findKept(
  cluster: Cluster,
  where: { readonly namespace?: string; readonly run?: string },
  now: string,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const labels = [`${mark.managedBy}=${owner}`, `${mark.record}=undo`, ...(where.run === undefined ? [] : [`${mark.run}=${where.run}`])].join(',');
  const maps = await cluster.list(configMaps, { ...(where.namespace === undefined ? {} : { namespace: where.namespace }), labels }, signal);
  return maps.map((map) => ({ map, age: ageOf(map, now), kept: read(map) }));
}

/** Whether it is of a load that a run sends, and of no fault: it holds nobody up. */
export function isLoad({ kept }: Pick<Found, 'kept'>): boolean {
  return 'type' in kept && kept.type === loadType;
}

/** One that says nonsense must not keep the others from being found. */
export function ageOf({ metadata }: ConfigMap, now: string): Found['age'] {
  try {
    return between(metadata.annotations[mark.renewed] ?? metadata.creationTimestamp, now);
  } catch (error) {
    return { broken: `its last renewal cannot be read: ${reason(error)}` };
  }
}

function read({ data }: ConfigMap): Found['kept'] {
  const text = data[key];
  if (text === undefined) return { broken: `it has no ${key}` };
  try {
    const parsed = kept.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { broken: `its ${key} is none: ${z.prettifyError(parsed.error)}` };
  } catch (error) {
    return { broken: `its ${key} is no JSON: ${reason(error)}` };
  }
}
