import { mark } from './names.ts';
import { namespaces } from '../../domain/kubernetes/surroundings.ts';
import type { Meta } from '../../domain/kubernetes/meta.ts';
import { called, type Resource } from '../../domain/kubernetes/resource.ts';
import type { Refusal } from '../../domain/plan.ts';

/** Why the owner of an object does not want this fault there; empty where the object does not say so. */
export function optedOut(resource: Pick<Resource, 'kind'>, { name, annotations }: Meta, type: string): readonly Refusal[] {
  const said = annotations[mark.faults]?.trim();
  if (said === undefined || said === 'all') return [];
  const allowed = said.split(',').map((one) => one.trim());
  if (allowed.includes(type)) return [];
  const puts = said === 'none' || said === '' ? 'puts up with no faults' : `puts up with ${said} alone`;
  return [{ why: `${called(resource, name)} ${puts} (annotation ${mark.faults})`, hint: 'Ask its owner, who can change the annotation.' }];
}

/** A workload's own word goes before its namespace's. */
export function wordOf(namespace: Meta, workloads: readonly (readonly [Pick<Resource, 'kind'>, Meta])[], type: string): readonly Refusal[] {
  const silent = workloads.filter(([, { annotations }]) => annotations[mark.faults] === undefined);
  const own = workloads.flatMap(([resource, meta]) => optedOut(resource, meta, type));
  return silent.length > 0 || workloads.length === 0 ? [...optedOut(namespaces, namespace, type), ...own] : own;
}
