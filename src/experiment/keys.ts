import { z } from 'zod';
import type { Path } from './source.ts';

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys a schema knows at a path, whatever it is built of; only asked when there is something to complain about. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  return [...new Set(nodesAt(schema, path).flatMap((node) => (isNode(node['properties']) ? Object.keys(node['properties']) : [])))];
}

/** Whether the keys at a path are names of the file's own. */
export function takesNames(schema: z.ZodType, path: Path): boolean {
  return nodesAt(schema, path).some((node) => isNode(node['additionalProperties']));
}

function nodesAt(schema: z.ZodType, path: Path): readonly Node[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const nodes = path.reduce<Node[]>((reached, step) => reached.flatMap((node) => branches(node, root)).flatMap((node) => down(node, step)), [root]);
  return nodes.flatMap((node) => branches(node, root));
}

/** The alternatives and parts a node is made of, itself included. */
function branches(node: Node, root: Node): Node[] {
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => (Array.isArray(node[name]) ? node[name].filter(isNode) : []));
  return [node, ...parts.flatMap((part) => branches(part, root)), ...referred(node, root).flatMap((part) => branches(part, root))];
}

function referred(node: Node, root: Node): Node[] {
  const name = typeof node['$ref'] === 'string' ? /^#\/\$defs\/(.+)$/.exec(node['$ref'])?.[1] : undefined;
  const defined = isNode(root['$defs']) && name !== undefined ? root['$defs'][name] : undefined;
  return isNode(defined) ? [defined] : [];
}

function down(node: Node, step: string | number): Node[] {
  const properties = isNode(node['properties']) ? node['properties'] : {};
  const named = typeof step === 'string' && Object.hasOwn(properties, step) ? properties[step] : undefined;
  return [named, node['additionalProperties'], node['items']].filter(isNode);
}
