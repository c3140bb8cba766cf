/** The prior value stays in the cluster, beside the map that it was in: it may be a secret, which no undo record holds. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../../domain/json.ts';
import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { configMaps } from '../../../domain/kubernetes/surroundings.ts';
import { reason } from '../../../domain/reason.ts';
import { markOf, type Prior } from '../edit/field.ts';
import type { ClusterScene } from '../fault.ts';
import { labelsOf, mark } from '../names.ts';
import { kubectl } from '../pods/words.ts';
import type { ConfigUndo } from './undo.ts';

/** Its one key: a merge patch that puts the value back, so that a person can do it with one command. */
const patchKey = 'restore';
/** Its annotation: the map and the key that it was taken out of. */
export const priorOf = 'firedrill.dev/of';
const patch = z.object({ data: z.record(z.string(), z.string()) });

export const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex');

const priorName = (injection: string): string => `${injection}-prior`;

/** Writes it before the change. One that is there already has to hold the very value: without it nothing may be changed. */
export async function keepPrior(undo: ConfigUndo, value: string, scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const { cluster, namespace, run, injection } = scene;
  const labels = { ...labelsOf(run, injection), [mark.record]: 'prior' };
  const metadata = { name: priorName(injection), namespace, labels, annotations: { [priorOf]: `${undo.map}/${undo.key}` } };
  const back = { metadata: { annotations: { [markOf(injection)]: null } }, data: { [undo.key]: value } };
  try {
    await cluster.create(configMaps, namespace, { metadata, data: { [patchKey]: JSON.stringify(back) } }, signal);
  } catch (error) {
    if (!isClusterError(error, 'conflict')) throw error;
    const found = await readPrior(undo, scene, signal);
    if (found.kind === 'lost') throw new Error(`Cannot inject: configmap/${metadata.name} is there already, and is not ours. Delete it.`, { cause: error });
  }
}

/** Reads it back, and believes it only by its hash. */
export async function readPrior({ map, key, prior }: ConfigUndo, scene: ClusterScene, signal: AbortSignal): Promise<Prior> {
  if (prior === null) return { kind: 'known', value: null };
  const { cluster, namespace, injection } = scene;
  const name = priorName(injection);
  const kept = await cluster.get(configMaps, { namespace, name }, signal);
  const value = patch.safeParse(parseJson(kept?.data[patchKey] ?? '')).data?.data[key];
  if (value !== undefined && hashOf(value) === prior) return { kind: 'known', value };
  const happened = kept === undefined ? 'somebody has deleted it' : 'somebody has changed it';
  return {
    kind: 'lost',
    why: `the value that ${key} of configmap/${map} had is missing: it was kept in configmap/${name} alone, and ${happened}; its sha256 is ${prior}`,
    command: kubectl(scene, 'patch', 'configmap', map, '--type', 'merge', '-p', JSON.stringify({ data: { [key]: '<what it was>' } })),
  };
}

/** Removes it, where it is ours. */
export async function forgetPrior({ cluster, namespace, injection }: ClusterScene, signal: AbortSignal): Promise<void> {
  const at = { namespace, name: priorName(injection) };
  const kept = await cluster.get(configMaps, at, signal);
  if (kept?.metadata.labels[mark.injection] !== injection) return;
  await cluster.remove(configMaps, at, { uid: kept.metadata.uid }, signal).catch((error: unknown) => {
    if (!isClusterError(error, 'denied')) throw error;
    throw new Error(`configmap/${at.name} could not be removed (${reason(error)}): firedrill sweep does`, { cause: error });
  });
}

/** The command that puts it back by hand. */
export function priorByHand({ map, key, prior }: ConfigUndo, scene: ClusterScene): string {
  if (prior === null) return kubectl(scene, ...put(map), JSON.stringify({ data: { [key]: null } }));
  return putBackByHand(map, scene);
}

/** The same, where all that is known is that a prior value was kept. */
export function putBackByHand(map: string, scene: Pick<ClusterScene, 'cluster' | 'namespace' | 'injection'>): string {
  const read = kubectl(scene, 'get', 'configmap', priorName(scene.injection), '-o', `jsonpath={.data.${patchKey}}`);
  return `${kubectl(scene, ...put(map))} "$(${read})"`;
}

const put = (map: string): readonly string[] => ['patch', 'configmap', map, '--type', 'merge', '-p'];
