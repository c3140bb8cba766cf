import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileText } from './file-text.ts';

export function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false; // whatever it is, reading it says what is wrong
  }
}

/** The files of a folder that say they are experiments, in the order of their names; not those of folders in it. */
export function experimentsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => saysExperiment(file));
}

const yaml = [/^\s*["']?kind["']?\s*:\s*["']?Experiment\b/m];
const json = [/"kind"\s*:\s*"Experiment"/];
/** A module is known by its words, because importing what is none would run it. */
const code = [/\bdefineExperiment\s*\(/, /^export default\b/m];

const marks: Readonly<Record<string, readonly RegExp[]>> = { '.yaml': yaml, '.yml': yaml, '.json': json, '.ts': code, '.mts': code, '.js': code, '.mjs': code };

function saysExperiment(file: string): boolean {
  const words = marks[extname(file)];
  if (words === undefined || isFolder(file)) return false;
  const said = fileText(file);
  // One that cannot be read may be one, and is told of when it is read; an editor's dangling link is none.
  return said.kind === 'text' ? words.every((word) => word.test(said.text)) : said.kind === 'unreadable';
}
