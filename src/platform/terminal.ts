import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
/** What waits for a terminal that stands still; what comes after it is dropped, as the terminal's owner wished. */
const kept = 256 * 1024;
const again = 50;
/** How long the program stays for a terminal that takes nothing any more. */
const patience = 1000;

/** Text for a terminal, written as far as it takes it and never waited for. */
export interface Terminal extends Disposable {
  write(text: string): void;
}

/**
 * Opens standard output or error anew so that no write to it blocks; `undefined` where it is no terminal, or there is no /proc.
 * Node writes to a terminal synchronously: one that was stopped by Ctrl-S would stop the whole program, with its faults in place.
 */
export function openTerminal(descriptor: 1 | 2): Terminal | undefined {
  return isatty(descriptor) ? openUnblocked(`/proc/self/fd/${descriptor}`) : undefined;
}

/** A description of its own: O_NONBLOCK on the shared one would surprise the shell and everybody else on this terminal. */
export function openUnblocked(path: string): Terminal | undefined {
  try {
    return new Unblocked(openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY));
  } catch {
    return undefined;
  }
}

class Unblocked implements Terminal {
  readonly #descriptor: number;
  #waiting: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #moved = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    if (this.#waiting.length > kept) return;
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(text)]);
    if (this.#timer !== undefined) return;
    this.#moved = performance.now();
    this.#push();
  }

  #push(): void {
    this.#timer = undefined;
    while (this.#waiting.length > 0 && this.#take());
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => this.#push(), again);
    if (performance.now() - this.#moved > patience) this.#timer.unref();
  }

  /** Whether it took some; one that went away takes everything, and shows nothing. */
  #take(): boolean {
    try {
      this.#waiting = this.#waiting.subarray(writeSync(this.#descriptor, this.#waiting));
      this.#moved = performance.now();
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
      this.#waiting = Buffer.alloc(0);
      return true;
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    closeSync(this.#descriptor);
  }
}
