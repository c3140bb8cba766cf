import { constants } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../domain/json.ts';
import { reason } from '../domain/reason.ts';
import { undoLines, undoState, type UndoLine, type UndoState } from '../domain/undo.ts';

export const undoFile = 'undo.ndjson';

/** Appends to a run's undo record, each line fsynced before the promise resolves. */
export class UndoLog implements AsyncDisposable {
  readonly #file: FileHandle | { readonly why: string };
  #last: Promise<void> = Promise.resolve();
  /** Bytes that hold whole lines, and whether something may follow them. */
  #whole: number;
  #torn = false;
  /** Whether this file system counts the names of a file, and so can say that it has lost its last. */
  readonly #named: boolean;

  private constructor(file: FileHandle | { readonly why: string }, whole: number, named: boolean) {
    this.#file = file;
    this.#whole = whole;
    this.#named = named;
  }

  /** Opens the record in a run's folder, making it with mode 0600 where there is none; a torn last line is dropped, since its change was never made. */
  static async open(folder: string, flags: string | number = 'a'): Promise<UndoLog> {
    const path = join(folder, undoFile);
    const text = await readFile(path, 'utf8').catch(() => '');
    const file = await open(path, flags, 0o600);
    const tail = text.slice(text.lastIndexOf('\n') + 1);
    if (parseJson(tail) !== undefined) await file.appendFile('\n');
    else if (tail !== '') await file.truncate(Buffer.byteLength(text.slice(0, text.length - tail.length)));
    const { size, nlink } = await file.stat();
    return new UndoLog(file, size, nlink > 0);
  }

  /** For whoever restores: where the record can be read and not written, or is not there, a log that takes no line, and makes no file. */
  static async openIfPossible(folder: string): Promise<UndoLog> {
    return UndoLog.open(folder, constants.O_WRONLY | constants.O_APPEND).catch((error: unknown) => UndoLog.closed(reason(error)));
  }

  /** One that takes no line. */
  static closed(why: string): UndoLog {
    return new UndoLog({ why: `the record cannot be written: ${why}` }, 0, false);
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
      // Nobody can restore from a file that has no name any more: it was deleted under us.
      if (this.#named && (await file.stat()).nlink === 0) throw new Error('the record cannot be written: it was deleted');
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
  return undoState(await loadLines(folder));
}

/** The same, line by line. */
export async function loadLines(folder: string): Promise<readonly UndoLine[]> {
  return undoLines(await readFile(join(folder, undoFile), 'utf8'));
}
