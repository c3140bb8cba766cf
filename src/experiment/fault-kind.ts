/** Which kind of fault is meant, and what it is called. */
import type { InjectorKind } from '../ports/injector.ts';
import { isMapping } from './document.ts';
import { keysAt } from './keys.ts';
import { hint, nearest, oneOf } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** What a fault is called that says no name. */
export const lastWord = (type: string): string => type.split('.').at(-1) ?? type;

export function kindOf(problems: Problems, path: Path, value: Readonly<Record<string, unknown>>, kinds: readonly InjectorKind[]): InjectorKind | undefined {
  const types = kinds.map(({ type }) => type);
  const type = value['type'];
  if (type === undefined) {
    const misspelt = Object.keys(value).find((key) => nearest(key, ['type']) !== undefined);
    if (misspelt !== undefined) return problems.add([...path, misspelt], `${misspelt} is not a key of a fault.`, { on: 'key', suggestion: 'type' });
    return problems.add(path, 'type is missing in this fault.', { expected: `expected ${oneOf(types)}` });
  }
  const found = kinds.find((kind) => kind.type === type);
  if (found !== undefined || problems.isUnresolved([...path, 'type'])) return found;
  return problems.add(
    [...path, 'type'],
    `${problems.source.written([...path, 'type'])} is not a fault type.`,
    hint(typeof type === 'string' ? type : '', types),
  );
}

/** What a fault is called, as far as it can be told of one that is wrong; `shared` are the keys that every kind has. */
export function nameOf(value: unknown, kinds: readonly InjectorKind[], shared: readonly string[]): string | undefined {
  if (!isMapping(value)) return undefined;
  if (typeof value['name'] === 'string') return value['name'];
  const kind = kinds.find(({ type }) => type === value['type']);
  if (kind === undefined) return undefined;
  const known = new Set([...shared, ...keysAt(kind.schema, [])]);
  const misspelt = Object.keys(value).some((key) => !known.has(key) && nearest(key, ['name']) !== undefined);
  return misspelt ? undefined : lastWord(kind.type);
}
