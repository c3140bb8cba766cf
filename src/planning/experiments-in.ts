import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

export function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The files of a folder that say they are experiments, in the order of their names; not those of folders in it. */
export function experimentsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => saysExperiment(file));
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
