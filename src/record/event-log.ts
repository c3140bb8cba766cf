import { constants } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { Event } from '../domain/events.ts';

/** Everything that happened, one JSON line each, written in the background so that no halt ever waits for a disk. */
export class EventLog implements AsyncDisposable {
  readonly #path: string;
  readonly #flag: string | number;
  readonly #broken = new AbortController();
  #buffer: string[] = [];
  #writing: Promise<void> | undefined;

  /** `after` another process that may have been killed in the middle of a line: closes that line first, and makes the file where there is none. */
  constructor(path: string, after = false) {
    this.#path = path;
    // Made anew, a file that was deleted under us would hide that the record is gone.
    this.#flag = after ? 'a' : constants.O_WRONLY | constants.O_APPEND;
    if (after) this.#buffer.push('\n');
  }

  /** Aborts with the reason at the first event that could not be written. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  append(event: Event): void {
    if (this.#broken.signal.aborted) return;
    this.#buffer.push(`${JSON.stringify(event)}\n`);
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#buffer.length > 0) {
        const text = this.#buffer.join('');
        this.#buffer = [];
        await appendFile(this.#path, text, { flag: this.#flag, mode: 0o600 });
      }
    } catch (error) {
      this.#buffer = [];
      this.#broken.abort(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /** Resolves when everything appended is written, or could not be. */
  async flushed(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.flushed();
  }
}
