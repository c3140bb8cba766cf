/** Prior values that lie beside their map, seen without the undo record that they belong to. */
import { configMaps, type ConfigMap } from '../../../domain/kubernetes/surroundings.ts';
import { ms, type Ms } from '../../../domain/units.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { markOf } from '../edit/field.ts';
import { ageOf } from '../keep.ts';
import { mark, owner } from '../names.ts';
import { priorOf, putBackByHand } from './prior.ts';

export interface Orphan {
  readonly run: string;
  readonly injection: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The map that the value was taken out of; absent where it does not say. */
  readonly map?: string;
  /** Since it was made, by the wall clocks of two machines; none where that cannot be read. */
  readonly age: Ms;
}

/** Every prior value in a namespace, or in all of them; of one run where it is named. */
export async function findPriors(
  cluster: Cluster,
  where: { readonly namespace?: string; readonly run?: string },
  now: string,
  signal: AbortSignal,
): Promise<readonly Orphan[]> {
  const labels = [`${mark.managedBy}=${owner}`, `${mark.record}=prior`, ...(where.run === undefined ? [] : [`${mark.run}=${where.run}`])].join(',');
  const found = await cluster.list(configMaps, { ...(where.namespace === undefined ? {} : { namespace: where.namespace }), labels }, signal);
  return found.map((one) => orphanOf(one, now));
}

function orphanOf(found: ConfigMap, now: string): Orphan {
  const { name, namespace = '', uid, labels, annotations } = found.metadata;
  const age = ageOf(found, now);
  const [map] = annotations[priorOf]?.split('/') ?? [];
  const known = { run: labels[mark.run] ?? '', injection: labels[mark.injection] ?? '', namespace, name, uid };
  return { ...known, ...(map === undefined || map === '' ? {} : { map }), age: typeof age === 'number' ? age : ms(0) };
}

/** Whether the map still has the fault's mark: then this is the one place where its value is kept, and by which command it goes back. */
export async function neededBy(
  { map, injection, namespace }: Orphan,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly command: string } | undefined> {
  if (map === undefined) return undefined;
  const found = await cluster.get(configMaps, { namespace, name: map }, signal);
  if (found?.metadata.annotations[markOf(injection)] === undefined) return undefined;
  return { command: putBackByHand(map, { cluster, namespace, injection }) };
}

/** As it was found: another one of its name stays. */
export async function removeOrphan({ namespace, name, uid }: Orphan, cluster: Cluster, signal: AbortSignal): Promise<void> {
  await cluster.remove(configMaps, { namespace, name }, { uid }, signal);
}
