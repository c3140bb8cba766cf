import { readNamed } from './names.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import { resolve, type Surroundings } from './references.ts';
import type { Path } from './source.ts';

/** One entry of a config, its references resolved. */
export interface Entry {
  readonly path: Path;
  readonly value: unknown;
  /** What is not there on this machine. */
  readonly missing: Problems;
}

interface EntriesInput extends Surroundings {
  readonly file: string;
}

/** Reads entries with their references resolved, and keeps apart what this machine lacks. */
export class Entries {
  readonly #problems: Problems;
  readonly #input: EntriesInput;
  readonly #secrets: Set<string>;
  #missing: Record<string, readonly Problem[]> = {};

  constructor(problems: Problems, input: EntriesInput, secrets: Set<string>) {
    this.#problems = problems;
    this.#input = input;
    this.#secrets = secrets;
  }

  all<T>(path: Path, value: unknown, read: (entry: Entry) => T | undefined): Readonly<Record<string, T>> {
    const entries = value === undefined ? [] : readNamed(this.#problems, { path, value });
    return Object.fromEntries(
      entries.flatMap(([name, raw, at]) => {
        const one = this.one(at, raw, read);
        return one === undefined ? [] : [[name, one]];
      }),
    );
  }

  one<T>(path: Path, raw: unknown, read: (entry: Entry) => T | undefined): T | undefined {
    const missing = new Problems(this.#input.file, { ...this.#problems.source, doubled: [] });
    const value = resolve(this.#problems, { ...this.#input, absent: missing, secrets: this.#secrets, used: new Set() }, raw, path);
    const one = read({ path, value, missing });
    if (missing.count === 0) return one;
    this.#missing[path[0] === 'environments' ? String(path[1]) : path.join('.')] = missing.sorted();
    return undefined;
  }

  takeMissing(): Readonly<Record<string, readonly Problem[]>> {
    const taken = this.#missing;
    this.#missing = {};
    return taken;
  }
}
