import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Manifest } from '../audit/manifests.ts';
import { program } from '../platform/program.ts';
import { CommandFailed } from './problem.ts';

/** All YAML files of a folder, or the one file; named from the working folder, as people and code scanners know them. */
export function manifestsIn(path: string, act: string): readonly Manifest[] {
  const files = filesOf(resolve(program.cwd(), path));
  if (files.length > 0) return files.map((file) => ({ file: relative(program.cwd(), file), text: readFileSync(file, 'utf8') }));
  throw new CommandFailed(`Cannot ${act}: ${path} has no YAML files.`, 'Name the folder of the manifests, or leave --manifests out.', 2);
}

function filesOf(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  const names = found.isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name)) : [path];
  return names.filter((name) => /\.ya?ml$/.test(name) && !/(?:^|[/\\])node_modules[/\\]/.test(name) && statSync(name).isFile()).toSorted();
}
