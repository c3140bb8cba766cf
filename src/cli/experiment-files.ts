import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from './problem.ts';

/** The files named, and of a folder those in it that say they are experiments, in the order of their names. Throws CommandFailed for an empty folder. */
export function experimentFiles(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (isFolder(name) ? inFolder(name) : [name]));
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function inFolder(folder: string): readonly string[] {
  const found = readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => /^\s*"?kind"?\s*:\s*"?Experiment\b/m.test(readFileSync(file, 'utf8')));
  if (found.length === 0)
    throw new CommandFailed(`Cannot find an experiment in ${folder}: no file there says kind: Experiment.`, 'Name an experiment file, or a folder of them.', 2);
  return found;
}
