import { called } from '../../../domain/kubernetes/resource.ts';
import { configMaps, type ConfigMap } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import { mark, owner } from '../names.ts';

/** A value as a message has it: the beginning of a long one. */
export function brief(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** Why a key of this map cannot be set to `value` (null: taken away); empty where it can. */
export function againstMap(map: ConfigMap, key: string, value: string | null): readonly Refusal[] {
  const { metadata: { name }, data, binaryData, immutable } = map; // prettier-ignore
  const target = called(configMaps, name);
  if (isKept(map)) return [{ why: `${target} belongs to Kubernetes or to firedrill itself`, hint: 'Choose another.' }];
  if (immutable) return [{ why: `${target} is immutable: the API changes nothing in it`, hint: 'Make it a drill on one that is not, and that pods read.' }];
  if (binaryData[key] !== undefined) return [{ why: `${key} of ${target} is binary`, hint: 'Choose a key that is text.' }];
  if ((data[key] ?? null) !== value) return [];
  const state = value === null ? `${target} has no ${key}` : `${key} of ${target} is ${brief(value)} already`;
  return [{ why: state, hint: 'Correct key, or say another value.' }];
}

/** Source: Kubernetes docs, "Root CA publisher": it is written again as soon as it differs. */
function isKept({ metadata: { name, labels } }: ConfigMap): boolean {
  return name === 'kube-root-ca.crt' || labels[mark.managedBy] === owner;
}
