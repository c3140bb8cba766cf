import { configMaps, type ConfigMap } from '../../../domain/kubernetes/surroundings.ts';
import { editActs, type Prospect } from '../edit/acts.ts';
import { markOf, type Field, type Look } from '../edit/field.ts';
import { againstEditing, missing } from '../edit/refusals.ts';
import type { ClusterScene } from '../fault.ts';
import { againstMap, brief } from './decide.ts';
import { forgetPrior, hashOf, keepPrior, priorByHand, readPrior } from './prior.ts';
import type { ConfigSpec } from './schema.ts';
import type { ConfigUndo } from './undo.ts';

/** The acting part of `kubernetes.config`. */
export const configActs = editActs<ConfigSpec, ConfigUndo>({ prospect, field });

async function prospect({ map, key, value }: ConfigSpec, scene: ClusterScene, signal: AbortSignal): Promise<Prospect<ConfigUndo>> {
  const { cluster, namespace } = scene;
  const found = await cluster.get(configMaps, { namespace, name: map }, signal);
  if (found === undefined) return { refusals: missing(`configmap/${map}`, scene) };
  const refusals = [...againstMap(found, key, value), ...(await againstEditing('kubernetes.config', configMaps, found.metadata, scene, signal))];
  if (refusals.length > 0) return { refusals };
  return { undo: { map, uid: found.metadata.uid, key, prior: fingerprint(found.data[key] ?? null), ours: value } };
}

const fingerprint = (value: string | null): string | null => (value === null ? null : hashOf(value));

function field(undo: ConfigUndo, scene: ClusterScene): Field {
  const { map, uid, key, prior, ours } = undo;
  const { cluster, namespace, injection } = scene;
  const at = { namespace, name: map };
  const isPrior = (value: string | null): boolean => fingerprint(value) === prior;
  const look = async (signal: AbortSignal): Promise<Look | undefined> => lookOf(await cluster.get(configMaps, at, signal), key, injection);
  return {
    target: `configmap/${map}`,
    at,
    uid,
    ours,
    isPrior,
    look,
    through: configMaps,
    marks: true,
    show: (value) => showValue(key, value, ours),
    prior: (signal) => readPrior(undo, scene, signal),
    healedBy: (value) => value !== ours,
    command: priorByHand(undo, scene),
    before: async (signal) => {
      const now = (await look(signal))?.value ?? null;
      if (now !== null && isPrior(now)) await keepPrior(undo, now, scene, signal);
    },
    after: (signal) => forgetPrior(scene, signal),
  };
}

/** Never a value that is not our own: it may be a secret. */
function showValue(key: string, value: string | null, ours: string | null): string {
  if (value === null) return `no ${key}`;
  return value === ours ? `${key} ${brief(value)}` : `another ${key} (sha256 ${hashOf(value)})`;
}

function lookOf(found: ConfigMap | undefined, key: string, injection: string): Look | undefined {
  if (found === undefined) return undefined;
  const { metadata, data } = found;
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    value: data[key] ?? null,
    marked: metadata.annotations[markOf(injection)] !== undefined,
    set: (value) => ({ data: { [key]: value } }),
  };
}
