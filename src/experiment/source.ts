import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Place, SyntaxFault } from './problem.ts';
import { syntaxFault } from './syntax.ts';

/** A way into a document: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Whether a problem is about a key or about what stands behind it. */
export type Part = 'key' | 'value';

/** A file that has been read: its value, and where each part of it stands. */
export interface Source {
  readonly value: unknown;
  /** Why it cannot be read at all; the value is then worthless. */
  readonly broken: readonly SyntaxFault[];
  /** What is wrong though it can be read: a key that is there twice. */
  readonly doubled: readonly SyntaxFault[];
  place(path: Path, part: Part): Place;
  /** What the author wrote there, in short; never the value of a reference. */
  written(path: Path): string;
}

/** Reads YAML 1.2, and JSON as the part of YAML that it is. */
export function parseSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' });
  const at = (start: number, end: number): Place => placeOf(text, lines, start, end);
  const faults = [...document.errors, ...document.warnings].map((error) => ({ doubled: error.code === 'DUPLICATE_KEY', fault: syntaxFault(error, text, at) }));
  const broken = faults.filter(({ doubled }) => !doubled).map(({ fault }) => fault);
  return {
    value: broken.length > 0 ? undefined : document.toJS(),
    broken: broken.slice(0, 1), // what follows the first is mostly its echo
    doubled: faults.filter(({ doubled }) => doubled).map(({ fault }) => fault),
    place: (path, part) => at(...rangeOf(find(document, path), part)),
    written: (path) => written(text, find(document, path).value),
  };
}

interface Found {
  readonly key?: Node;
  readonly value?: Node;
}

/** The node at a path, or the nearest one above it that exists. */
export function find(document: Document, path: Path): Found {
  let found: Found = { ...(document.contents === null ? {} : { value: document.contents }) };
  for (const step of path) {
    const next = child(isAlias(found.value) ? found.value.resolve(document) : found.value, step);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

function child(node: Node | undefined, step: string | number): Found | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
  if (pair === undefined) return undefined;
  return { ...(isNode(pair.key) ? { key: pair.key } : {}), ...(isNode(pair.value) ? { value: pair.value } : {}) };
}

export function rangeOf(found: Found, part: Part): [number, number] {
  const empty = found.value?.range === undefined || found.value.range === null || found.value.range[0] === found.value.range[1];
  const node = part === 'key' || empty ? (found.key ?? found.value) : found.value;
  return [node?.range?.[0] ?? 0, node?.range?.[1] ?? 0];
}

/** Line, column and length of a range, cut at the end of its first line. */
export function placeOf(text: string, lines: LineCounter, start: number, end: number): Place {
  const { line, col } = lines.linePos(start);
  const lineEnd = text.slice(start, end).search(/\r?\n/);
  const length = lineEnd === -1 ? end - start : lineEnd;
  return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, length) };
}

function written(text: string, node: Node | undefined): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  const own = node?.range ? text.slice(node.range[0], node.range[1]).split('\n')[0] : undefined;
  if (own === undefined || own === '') return 'nothing';
  return own.length > 60 ? `${own.slice(0, 57)}…` : own;
}
