/** What must be allowed in a cluster: asked before a run, and printed as a role by `rbac`. */
import { groupOf, type Resource } from './resource.ts';

export interface Right {
  readonly verb: 'get' | 'list' | 'create' | 'patch' | 'delete' | 'update';
  /** API group; empty for the core. */
  readonly group: string;
  /** Plural, with its subresource: `pods`, `pods/eviction`. */
  readonly resource: string;
  /** Absent for what belongs to no namespace. */
  readonly namespace?: string;
  /** One object; absent for all. */
  readonly name?: string;
}

/** Rights on one kind of object, a right for each verb. */
export function rightsOn(
  resource: Pick<Resource, 'version' | 'plural'>,
  verbs: readonly Right['verb'][],
  at: { readonly namespace?: string; readonly name?: string },
): readonly Right[] {
  return verbs.map((verb) => ({ verb, group: groupOf(resource.version), resource: resource.plural, ...at }));
}

/** "delete pods in namespace shop". */
export function showRight({ verb, resource, namespace, name }: Right): string {
  return [verb, resource, ...(name === undefined ? [] : [`"${name}"`]), ...(namespace === undefined ? [] : [`in namespace ${namespace}`])].join(' ');
}
