import { byPlace, type Place, type Problem } from './problem.ts';
import type { Part, Path, Source } from './source.ts';

export interface Remark {
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
  /** What is underlined; the value unless said. */
  readonly on?: Part;
}

/** Collects what is wrong with one file, so that everything is said at once. */
export class Problems {
  readonly #found: Problem[] = [];
  readonly #warnings: Problem[] = [];
  readonly #file: string;
  readonly source: Source;
  /** Paths of references that stand for nothing: what they would have been is not judged a second time. */
  readonly unresolved: Path[] = [];

  constructor(file: string, source: Source) {
    this.#file = file;
    this.source = source;
    for (const fault of [...source.broken, ...source.doubled]) this.#note(fault.place, fault.message, fault);
  }

  /** Answers `undefined`, so that a reader can complain and give up in one line. */
  add(path: Path, message: string, remark: Remark = {}): undefined {
    this.#note(this.source.place(path, remark.on ?? 'value'), message, remark);
  }

  /** What is allowed and still most likely not meant. */
  warn(path: Path, message: string, remark: Remark = {}): void {
    this.#warnings.push(this.#problem(this.source.place(path, remark.on ?? 'value'), message, remark));
  }

  /** About what was given beside the file, such as a `--var`. */
  addWhole(message: string, remark: Remark = {}): void {
    this.#note({ line: 1, column: 1, length: 0 }, message, remark);
  }

  #note(place: Place, message: string, remark: Remark): void {
    this.#found.push(this.#problem(place, message, remark));
  }

  #problem(place: Place, message: string, { expected, suggestion }: Remark): Problem {
    return { file: this.#file, ...place, message, ...(expected === undefined ? {} : { expected }), ...(suggestion === undefined ? {} : { suggestion }) };
  }

  /** How many there are so far, so that a caller can tell whether its part is sound. */
  get count(): number {
    return this.#found.length;
  }

  sorted(): readonly Problem[] {
    return this.#found.toSorted(byPlace);
  }

  warnings(): readonly Problem[] {
    return this.#warnings.toSorted(byPlace);
  }

  /** Whether something at this path or below it stands for nothing known. */
  isUnresolved(path: Path): boolean {
    return this.unresolved.some((other) => startsWith(other, path));
  }

  /** Whether the path lies in something that stands for nothing known. */
  isWithinUnresolved(path: Path): boolean {
    return this.unresolved.some((other) => startsWith(path, other));
  }
}

const startsWith = (path: Path, head: Path): boolean => head.every((step, index) => path[index] === step);
