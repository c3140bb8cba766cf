/** Where in somebody's manifests the line stands that a finding is about. */
import { isMap, isNode, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { Found } from './rule.ts';

export interface Manifest {
  readonly file: string;
  readonly text: string;
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface Placed {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Finds places by kind and name of the object; `undefined` for one that stands in none of the files, or in two.
 * What is missing (a probe) has the place of what it belongs into. A file that is no YAML, as a template of a chart, has no places.
 */
export function placesIn(manifests: readonly Manifest[]): (found: Pick<Found, 'kind' | 'name' | 'field'>) => Place | undefined {
  const documents = manifests.flatMap(({ file, text }): readonly Placed[] => {
    const lines = new LineCounter();
    const all = parseAllDocuments(text, { lineCounter: lines });
    return 'empty' in all ? [] : all.filter(({ errors }) => errors.length === 0).map((document) => ({ file, document, lines }));
  });
  return ({ kind, name, field }) => {
    const [one, ...others] = documents.filter(({ document }) => at(document, ['kind']) === kind && at(document, ['metadata', 'name']) === name);
    return one === undefined || others.length > 0 ? undefined : { file: one.file, line: one.lines.linePos(offsetOf(one.document, pathOf(field))).line };
  };
}

function at(document: Document, path: readonly string[]): unknown {
  return isMap(document.contents) ? document.getIn(path) : undefined;
}

/** A field in words (a budget which is missing) is no path, and its place that of the object. */
function pathOf(field: string): readonly (string | number)[] {
  if (field.includes(' ')) return [];
  return field.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : /^\d+$/.test(part) ? Number(part) : part));
}

/** Of the key, as far down the path as the file goes. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const [parent, last] = [document.getIn(path.slice(0, length - 1), true), path[length - 1]];
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === last) : undefined;
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}
