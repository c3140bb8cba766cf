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

/** Namespace and workloads must all put up with it. */
export function wordOf(namespace: Meta, workloads: readonly (readonly [Pick<Resource, 'kind'>, Meta])[], type: string): readonly Refusal[] {
  return [...optedOut(namespaces, namespace, type), ...workloads.flatMap(([resource, meta]) => optedOut(resource, meta, type))];
}

/** Whether it says anything, of whatever fault. */
export const hasWord = ({ annotations }: Pick<Meta, 'annotations'>): boolean => annotations[mark.faults] !== undefined;

/** Where an environment asks for it, silence is no consent; an object may give its own where its namespace is silent. */
export function neitherOptedIn(space: Meta, resource: Pick<Resource, 'kind'>, meta: Meta): readonly Refusal[] {
  if (hasWord(space) || hasWord(meta)) return [];
  const target = called(resource, meta.name);
  const hint = `Its owner opts in with: kubectl -n ${space.name} annotate ${target} ${mark.faults}=all (or the fault types it puts up with).`;
  return [{ why: `neither ${target} nor namespace ${space.name} has opted in, and the environment asks for it`, hint }];
}

/** The same, where only the namespace can. */
export function notOptedIn({ name, annotations }: Meta): readonly Refusal[] {
  if (hasWord({ annotations })) return [];
  const hint = `Its owner opts in with: kubectl annotate namespace ${name} ${mark.faults}=all (or the fault types it puts up with).`;
  return [{ why: `namespace ${name} has not opted in, and the environment asks for it`, hint }];
}
