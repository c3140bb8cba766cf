/** Kubernetes' own description of its API (OpenAPI 2), as one strict JSON Schema for each kind: what no field is called is an error. */
import { z } from 'zod';

const kindOf = z.object({ group: z.string(), version: z.string(), kind: z.string() });
const definition = z.looseObject({ 'x-kubernetes-group-version-kind': z.array(kindOf).optional() });
const description = z.object({ definitions: z.record(z.string(), definition) });
type Definitions = Readonly<Record<string, z.infer<typeof definition>>>;

/** What the server takes, and its description does not say: a quantity may be a number, a port a name. */
const quantity = { oneOf: [{ type: 'string' }, { type: 'number' }] };
const intOrString = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
const prefix = '#/definitions/';

/** By the name under which kubeconform looks for it: `deployment-apps-v1.json`. */
export function schemasOf(api: unknown): ReadonlyMap<string, object> {
  const { definitions } = description.parse(api);
  return new Map(
    Object.entries(definitions).flatMap(([name, { 'x-kubernetes-group-version-kind': kinds = [] }]) => {
      const [only, another] = kinds;
      // What has many is no object of its own, but an option of calls.
      if (only === undefined || another !== undefined) return [];
      return [[fileOf(only), schemaOf(name, only, definitions)] as const];
    }),
  );
}

function fileOf({ group, version, kind }: z.infer<typeof kindOf>): string {
  return [kind.toLowerCase(), ...group.split('.').slice(0, 1), version].filter((part) => part !== '').join('-') + '.json';
}

function schemaOf(name: string, { group, version, kind }: z.infer<typeof kindOf>, all: Definitions): object {
  const known = { apiVersion: { enum: [group === '' ? version : `${group}/${version}`] }, kind: { enum: [kind] } };
  const needed = [...reached(name, all)].map((one) => [one, strict(one, all)] as const);
  return { allOf: [{ $ref: `${prefix}${name}` }, { properties: known, required: Object.keys(known) }], definitions: Object.fromEntries(needed) };
}

/** A definition and all that it refers to. */
function reached(name: string, all: Definitions, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other = ''] of JSON.stringify(all[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) reached(other, all, found);
  return found;
}

/** The same with nothing allowed beside what is named. */
function strict(name: string, { [name]: known = {} }: Definitions): object {
  if (name.endsWith('.Quantity')) return quantity;
  if (name.endsWith('.IntOrString')) return intOrString;
  return 'properties' in known && !('additionalProperties' in known) ? { ...known, additionalProperties: false } : known;
}
