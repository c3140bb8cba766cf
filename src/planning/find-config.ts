import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { findConfigPath } from '../experiment/config-path.ts';
import { readConfig, type Config } from '../experiment/config.ts';
import { showProblems } from '../experiment/problem.ts';
import { sinkKinds } from '../sinks/index.ts';
import { cannotRead, fileText, textOf } from './file-text.ts';

export type FoundConfig =
  | { readonly kind: 'found'; readonly config: Config; readonly secrets: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly text: string };

/** The config found upward from a folder, as it is now. */
export function findConfig(from: string, env: Readonly<Record<string, string | undefined>>, cwd: string): FoundConfig {
  const path = findConfigPath(from, existsSync);
  if (path === undefined) return { kind: 'none' };
  const file = relative(cwd, path);
  const said = fileText(path);
  if (said.kind !== 'text') return { kind: 'invalid', text: cannotRead(file, said, 'a config') };
  const { text } = said;
  const folder = dirname(path);
  const near = (name: string): string => (isAbsolute(name) ? name : join(folder, name));
  const reading = readConfig(text, { file, folder, env, readFile: (name) => textOf(near(name)), sinkKinds });
  return reading.kind === 'invalid'
    ? { kind: 'invalid', text: showProblems(reading.problems, text) }
    : { kind: 'found', config: reading.config, secrets: reading.secrets };
}
