import { isMapping } from './document.ts';
import { telling } from './masked.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** Secrets are only ever references: a file is read by many, and ends up in a repository. */
export function complainOfBareSecrets(problems: Problems, value: unknown, path: Path = [], besides: ReadonlySet<string> = new Set()): void {
  if (Array.isArray(value)) return value.forEach((item, index) => complainOfBareSecrets(problems, item, [...path, index], besides));
  if (!isMapping(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key.endsWith('-from-env')) continue; // names of variables, not what they hold
    const at = [...path, key];
    if ((telling.has(key.toLowerCase()) || besides.has(key)) && typeof inner === 'string' && !/\$\{[^}]+\}/.test(inner)) {
      problems.add(at, `${key} is a secret, and stands here in clear.`, { on: 'key', expected: 'expected ${env:NAME} or ${file:path}' });
    } else complainOfBareSecrets(problems, inner, at, besides);
  }
}
