import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
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
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => saysExperiment(file));
  if (found.length === 0)
    throw new CommandFailed(
      `Cannot find an experiment in ${folder}: no file there says kind: Experiment, and no module exports a defineExperiment(…).`,
      'Name an experiment file, or a folder of them.',
      2,
    );
  return found;
}

const text = [/^\s*"?kind"?\s*:\s*"?Experiment\b/m];
/** A module is known by its words, because importing what is none would run it. */
const code = [/\bdefineExperiment\s*\(/, /^export default\b/m];

const marks: Readonly<Record<string, readonly RegExp[]>> = { '.yaml': text, '.yml': text, '.json': text, '.ts': code, '.mts': code, '.js': code, '.mjs': code };

function saysExperiment(file: string): boolean {
  const words = marks[extname(file)];
  if (words === undefined || isFolder(file)) return false;
  const said = readFileSync(file, 'utf8');
  return words.every((word) => word.test(said));
}
