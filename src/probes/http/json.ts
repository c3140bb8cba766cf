/** One value out of a JSON answer, by JSON path (RFC 9535). */
import { compile, type JSONPathQuery } from 'json-p3';
import type { Measurement } from '../../domain/sample.ts';
import { reason } from '../../domain/reason.ts';

const blind = (reason: string): Measurement => ({ kind: 'blind', reason });

/** Throws, with the place in the path, where the path is none. */
export function jsonReader(path: string, scale: number): (body: string) => Measurement {
  const query = compilePath(path);
  return (body) => {
    const nodes = nodesOf(query, body);
    if (nodes === undefined) return blind('the answer is not JSON');
    const [value, ...others] = nodes;
    if (others.length > 0) return blind(`${path} gives ${nodes.length} values, where one is needed`);
    if (typeof value === 'boolean') return { kind: 'good', value: value ? 1 : 0 };
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'good', value: value * scale };
    return blind(nodes.length === 0 ? `${path} gives nothing` : `${path} gives ${kindOf(value)}, where a number or a boolean is needed`);
  };
}

function compilePath(path: string): JSONPathQuery {
  try {
    return compile(path);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${reason(error)}. Write a JSON path as in RFC 9535: $.queue.depth.`, {
      cause: error,
    });
  }
}

function nodesOf(query: JSONPathQuery, body: string): readonly unknown[] | undefined {
  try {
    return query.query(JSON.parse(body)).values();
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number beyond all bounds' : 'an object';
}
