import { z } from 'zod';
import { check } from './check.ts';
import { isMapping, type Section } from './document.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** Names that a file gives to its own things: letters, digits, `-`, `_` and `.`, starting with a letter or digit. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, { error: 'expected a name of letters, digits, - _ and ., at most 63 of them' });

/** The entries of a mapping from names of the file's own. */
export function readNamed(problems: Problems, section: Section | undefined): readonly (readonly [string, unknown, Path])[] {
  if (section === undefined) return [];
  const noun = String(section.path.at(-1));
  const entries = check(problems, { path: section.path, noun: `a value of ${noun}` }, z.record(name, z.unknown()), section.value);
  if (entries !== undefined && Object.keys(entries).length === 0)
    problems.add(section.path, `${noun} is empty.`, { on: 'key', expected: 'expected at least one entry, or no such key' });
  return (isMapping(section.value) ? Object.entries(section.value) : [])
    .filter(([key]) => name.safeParse(key).success)
    .map(([key, value]) => [key, value, [...section.path, key]]);
}
