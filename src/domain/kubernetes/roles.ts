/** Rights as RBAC writes them, as few rules as say exactly the same. Source: Kubernetes docs, "Using RBAC Authorization". */
import type { Right } from './right.ts';

export interface Rule {
  readonly apiGroups: readonly [string];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly Right['verb'][];
}

export interface Roles {
  /** By namespace. */
  readonly namespaced: readonly { readonly namespace: string; readonly rules: readonly Rule[] }[];
  /** Of what belongs to no namespace, or is asked for in all of them. */
  readonly cluster: readonly Rule[];
}

/** Throws for rights that no fault may need: secrets, and anything by wildcard. */
export function rolesFor(rights: readonly Right[]): Roles {
  for (const { verb, group, resource } of rights) {
    const [kind = ''] = resource.split('/');
    if (kind === 'secrets' || [verb, group, resource].some((word) => word.includes('*'))) throw new Error(`no fault may ${verb} ${resource}`);
  }
  const places = Map.groupBy(rights, ({ namespace }) => namespace);
  const namespaces = [...places.keys()].filter((one) => one !== undefined).toSorted();
  return {
    namespaced: namespaces.map((namespace) => ({ namespace, rules: rulesFor(places.get(namespace) ?? []) })),
    cluster: rulesFor(places.get(undefined) ?? []),
  };
}

const order: readonly Right['verb'][] = ['get', 'list', 'create', 'update', 'patch', 'delete'];

/** The verbs on one kind of object, of one name or of all. */
interface Grant {
  readonly group: string;
  readonly resource: string;
  /** Empty where it is for all of them. */
  readonly names: readonly string[];
  readonly verbs: readonly Right['verb'][];
}

function rulesFor(rights: readonly Right[]): readonly Rule[] {
  const grants = withoutCovered(rights.map(grantOf));
  const byObject = alike(grants, ({ group, resource, names }) => [group, resource, names]).map(joined);
  const byVerbs = alike(byObject, ({ group, resource, names, verbs }) => [group, resource, names.length === 0, verbs]).map(joined);
  return alike(byVerbs, ({ group, names, verbs }) => [group, names, verbs]).map(ruleOf);
}

/** What is created has no name when it is asked for, and a list is of no one object; a subresource belongs to an object that is there. */
function grantOf({ verb, group, resource, name }: Right): Grant {
  const nameless = name === undefined || verb === 'list' || (verb === 'create' && !resource.includes('/'));
  return { group, resource, names: nameless ? [] : [name], verbs: [verb] };
}

/** Whoever may do it to all may do it to one. */
function withoutCovered(grants: readonly Grant[]): readonly Grant[] {
  const key = ({ group, resource, verbs }: Grant): string => JSON.stringify([group, resource, verbs]);
  const all = new Set(grants.filter(({ names }) => names.length === 0).map(key));
  return grants.filter((grant) => grant.names.length === 0 || !all.has(key(grant)));
}

function joined([first, ...more]: readonly [Grant, ...Grant[]]): Grant {
  const { group, resource } = first;
  const same = [first, ...more];
  const verbs = new Set(same.flatMap((one) => one.verbs));
  return { group, resource, names: [...new Set(same.flatMap(({ names }) => names))].toSorted(), verbs: order.filter((verb) => verbs.has(verb)) };
}

function ruleOf([first, ...more]: readonly [Grant, ...Grant[]]): Rule {
  const { group, names, verbs } = first;
  const resources = [first, ...more].map(({ resource }) => resource).toSorted();
  return { apiGroups: [group], resources, ...(names.length === 0 ? {} : { resourceNames: names }), verbs };
}

/** Those that have the same, in the order in which that sorts. */
function alike<T>(all: readonly T[], by: (one: T) => unknown): readonly (readonly [T, ...T[]])[] {
  const groups = Map.groupBy(all, (one) => JSON.stringify(by(one)));
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, [first, ...more]]) => (first === undefined ? [] : [[first, ...more] as const]));
}
