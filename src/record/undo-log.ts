import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readUndo, type UndoLine, type UndoState } from '../domain/undo.ts';

const fileName = 'undo.ndjson';

/** Appends to a run's undo record, each line fsynced before the promise resolves. */
export class UndoLog implements AsyncDisposable {
  readonly #file: FileHandle;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens the record in a run's folder, making it with mode 0600 where there is none; a torn last line is dropped, since its change was never made. */
  static async open(folder: string): Promise<UndoLog> {
    const path = join(folder, fileName);
    const text = await readFile(path, 'utf8').catch(() => '');
    const file = await open(path, 'a', 0o600);
    const tail = text.slice(text.lastIndexOf('\n') + 1);
    if (tail !== '' && isWhole(tail)) await file.appendFile('\n');
    else if (tail !== '') await file.truncate(Buffer.byteLength(text.slice(0, text.length - tail.length)));
    return new UndoLog(file);
  }

  /** One after the other, so that lines never interleave; a failed line does not stop the next. */
  write(line: UndoLine): Promise<void> {
    const write = async (): Promise<void> => {
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
      await this.#file.sync();
    };
    const result = this.#last.then(write, write);
    this.#last = result;
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#file.close();
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
