import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { reason } from '../domain/reason.ts';
import { readUndo, type UndoLine, type UndoState } from '../domain/undo.ts';

const fileName = 'undo.ndjson';

/** Appends to a run's undo record, each line fsynced before the promise resolves. */
export class UndoLog implements AsyncDisposable {
  readonly #file: FileHandle | { readonly why: string };
  #last: Promise<void> = Promise.resolve();
  /** Bytes that hold whole lines, and whether something may follow them. */
  #whole: number;
  #torn = false;

  private constructor(file: FileHandle | { readonly why: string }, whole: number) {
    this.#file = file;
    this.#whole = whole;
  }

  /** Opens the record in a run's folder, making it with mode 0600 where there is none; a torn last line is dropped, since its change was never made. */
  static async open(folder: string): Promise<UndoLog> {
    const path = join(folder, fileName);
    const text = await readFile(path, 'utf8').catch(() => '');
    const file = await open(path, 'a', 0o600);
    const tail = text.slice(text.lastIndexOf('\n') + 1);
    if (tail !== '' && isWhole(tail)) await file.appendFile('\n');
    else if (tail !== '') await file.truncate(Buffer.byteLength(text.slice(0, text.length - tail.length)));
    return new UndoLog(file, (await file.stat()).size);
  }

  /** For whoever restores: where the record can be read and not written, a log that takes no line, since reading suffices. */
  static async openIfPossible(folder: string): Promise<UndoLog> {
    return UndoLog.open(folder).catch((error: unknown) => new UndoLog({ why: `the record cannot be written: ${reason(error)}` }, 0));
  }

  /** One after the other, so that lines never interleave; a failed line does not stop the next, and leaves nothing in its way. */
  write(line: UndoLine): Promise<void> {
    const file = this.#file;
    if (!('truncate' in file)) return Promise.reject(new Error(file.why));
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const write = async (): Promise<void> => {
      // A disk that was full may hold half a line: what follows it would make the whole record unreadable.
      if (this.#torn) await file.truncate(this.#whole);
      this.#torn = true;
      await file.appendFile(bytes);
      await file.sync();
      this.#torn = false;
      this.#whole += bytes.length;
    };
    const result = this.#last.then(write, write);
    this.#last = result;
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => undefined);
    if ('close' in this.#file) await this.#file.close();
  }
}

/** Reads a run's undo record. Throws where there is none, or where it is damaged before its last line. */
export async function loadUndo(folder: string): Promise<UndoState> {
  return readUndo(await readFile(join(folder, fileName), 'utf8'));
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
