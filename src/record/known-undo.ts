import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '../domain/reason.ts';
import { undoState, type UndoLine, type UndoState } from '../domain/undo.ts';
import { ms, showMs } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import { loadLines, undoFile, UndoLog } from './undo-log.ts';

/** How long a disk may take to answer whoever can do without it. */
const patience = ms(2000);

/** The undo record as another process knows it: by its file, and by what the runner told that process while the run lived. */
export class KnownUndo implements AsyncDisposable {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #told: UndoLine[];
  #log: UndoLog = UndoLog.closed('it was not opened');
  #kept = false;
  /** Why the file could not be read, where what was told stands in for it. */
  lost: string | undefined;
  /** Whether the disk does not even fail: nobody goes near it any more. */
  hangs = false;

  private constructor(folder: string, told: readonly UndoLine[], clock: Clock) {
    this.#folder = folder;
    this.#told = [...told];
    this.#clock = clock;
  }

  /** Makes no file where there is none: lines without a header would be a damaged record. */
  static async open(folder: string, told: readonly UndoLine[], clock: Clock): Promise<KnownUndo> {
    const known = new KnownUndo(folder, told, clock);
    await known.#try(async () => void (known.#log = await UndoLog.openIfPossible(folder)), undefined);
    return known;
  }

  /** What file and memory know together. Throws where the file cannot be read, and nothing was told. */
  async state(): Promise<UndoState> {
    return undoState([...(await this.#try(() => loadLines(this.#folder), [])), ...this.#told]);
  }

  /** In memory at once; rejects where the disk does not take it. */
  async write(line: UndoLine): Promise<void> {
    if (this.#told.length > 0) this.#told.push(line);
    await this.#log.write(line);
  }

  /** Where the file is lost and something is left, the record is made anew of what is known, so that `firedrill restore` finds it; as far as the disk takes it. */
  async keep(left: boolean): Promise<void> {
    if (this.lost === undefined || !(left || this.#kept)) return;
    this.#kept = true;
    await this.#try(() => writeAnew(this.#folder, this.#told), undefined);
  }

  /** What the disk says, or `otherwise` where it fails or hangs and what was told has to do. */
  async #try<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.#told.length === 0) return act();
    if (this.hangs) return otherwise;
    try {
      return await this.#soon(act());
    } catch (error) {
      this.lost ??= reason(error);
      return otherwise;
    }
  }

  async #soon<T>(work: Promise<T>): Promise<T> {
    using deadline = this.#clock.deadline(patience);
    const late = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => reject(new Error(`the disk does not answer within ${showMs(patience)}`)), { once: true });
    });
    // One that comes late is nobody's any more.
    late.catch(() => void (this.hangs = true));
    return await Promise.race([work, late]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
  }
}

/** Whole or not at all; stopped half-way it leaves a file beside it. */
async function writeAnew(folder: string, lines: readonly UndoLine[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, undoFile);
  {
    await using file = await open(`${path}.new`, 'w', 0o600);
    await file.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await file.sync();
  }
  await rename(`${path}.new`, path);
}
