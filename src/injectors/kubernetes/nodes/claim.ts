/** Who holds a node's cordon: the mark of a run on it is the lock between two runners, since nodes belong to no namespace. */
import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import { mark } from '../names.ts';

export type Cordon =
  /** Takes pods, and nobody has marked it. */
  | { readonly kind: 'open' }
  /** This injection cordoned it, and nobody has touched that since. */
  | { readonly kind: 'ours' }
  /** This injection cordoned it, and somebody has uncordoned it since. */
  | { readonly kind: 'reopened' }
  /** Somebody uncordoned what this injection had cordoned, and cordoned it anew. */
  | { readonly kind: 'taken over'; readonly by: string }
  /** Another injection's. */
  | { readonly kind: 'claimed'; readonly by: string }
  /** Cordoned by somebody who left no mark. */
  | { readonly kind: 'cordoned' };

export function cordonOf({ metadata, spec: { unschedulable } }: Pick<KubeNode, 'metadata' | 'spec'>, injection: string): Cordon {
  const by = metadata.annotations[mark.injection];
  if (by === undefined) return { kind: unschedulable ? 'cordoned' : 'open' };
  if (by !== injection || injection === '') return { kind: 'claimed', by };
  if (!unschedulable) return { kind: 'reopened' };
  const others = othersWhoCordoned(metadata);
  return others === undefined ? { kind: 'ours' } : { kind: 'taken over', by: others };
}

/**
 * Mark and cordon came in one patch, so the API says of both that the same manager set them. Whoever uncordons and cordons again owns the
 * cordon from then on, while the mark stays ours. A server that names no managers leaves nothing to tell by.
 */
function othersWhoCordoned({ managedFields }: KubeNode['metadata']): string | undefined {
  const managers = managedFields.filter(({ fieldsV1 }) => hasField(fieldsV1, ['f:spec', 'f:unschedulable']));
  const others = managers.filter(({ fieldsV1 }) => !hasField(fieldsV1, ['f:metadata', 'f:annotations', `f:${mark.injection}`]));
  return others.length === 0 ? undefined : others.map(({ manager }) => manager).join(' and ');
}

function hasField(fields: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, first)) return false;
  return hasField(Object.entries(fields).find(([key]) => key === first)?.[1], rest);
}
