import { z } from 'zod';
import { isMapping } from './document.ts';

/** A piece of JSON Schema. */
export type Node = { readonly [key: string]: unknown };

/** What a schema takes, without what its output would be. */
export function node(schema: z.ZodType): Node {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

/** The same keys, other values. */
export function mapValues<Key extends string, In, Out>(values: Readonly<Record<Key, In>>, change: (value: In) => Out): Record<Key, Out>;
export function mapValues<In, Out>(values: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

const nodesIn = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isMapping) : []);

const reference = { type: 'string', pattern: String.raw`\$\{.+\}` };

/** Lets `${var:…}` stand wherever a value may, and drops what only the program means: defaults in its own units, definitions that stayed behind. */
export function withReferences(of: Node): Node {
  if (typeof of['$ref'] === 'string') return isMapping(of['description']) ? { description: of['description'] } : {};
  const { description, default: fallback, ...rest } = of;
  const outer = { ...(description === undefined ? {} : { description }), ...(fits(fallback, of) ? { default: fallback } : {}) };
  if (isLeaf(of)) return { ...outer, anyOf: [rest, reference] };
  const inner = Object.entries(rest).map(([key, value]) => [key, within(key, value)] as const);
  return { ...outer, ...Object.fromEntries(inner) };
}

function within(key: string, value: unknown): unknown {
  if (key === 'properties' && isMapping(value)) return mapValues(value, (each) => (isMapping(each) ? withReferences(each) : each));
  if (['anyOf', 'oneOf', 'allOf'].includes(key)) return Array.isArray(value) ? nodesIn(value).map((each) => withReferences(each)) : value;
  return (key === 'items' || key === 'additionalProperties') && isMapping(value) ? withReferences(value) : value;
}

/** A value that a reference cannot pass for by its own spelling. */
function isLeaf(of: Node): boolean {
  if (['number', 'integer', 'boolean'].includes(String(of['type'])) || Array.isArray(of['enum'])) return true;
  const spelling = of['pattern'];
  return of['type'] === 'string' && (of['format'] !== undefined || (typeof spelling === 'string' && !spelling.includes(String.raw`\$\{`)));
}

const fits = (value: unknown, { type }: Node): boolean =>
  type === 'object' ? isMapping(value) : value !== undefined && (type === typeof value || type === undefined);

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** The keys that all share, added to every alternative of a kind's own. */
export function merged(own: Node, shared: Readonly<Record<string, Node>>, must: readonly string[]): Node {
  const alternatives = ['anyOf', 'oneOf'].filter((key) => Array.isArray(own[key]));
  if (alternatives.length > 0)
    return { ...own, ...Object.fromEntries(alternatives.map((key) => [key, nodesIn(own[key]).map((each) => merged(each, shared, must))])) };
  const properties = isMapping(own['properties']) ? own['properties'] : {};
  return { ...own, properties: { ...shared, ...properties }, required: [...must, ...(Array.isArray(own['required']) ? own['required'] : [])] };
}
