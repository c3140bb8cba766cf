import type { Socket } from 'node:net';
import type { End } from './stage.ts';

export interface UpstreamEvents {
  data(data: Buffer): void;
  end(end: End): void;
  drain(): void;
  /** The socket is closed, and not to be replaced. */
  over(): void;
}

/**
 * Upstream's end of a connection. A service hangs up on a client that is silent, and while rules answer in its stead it hears nothing:
 * then it is parked without a socket, and dialled again when a request is for it after all.
 */
export class Upstream implements Disposable {
  readonly #dial: () => Socket;
  readonly #events: UpstreamEvents;
  #socket: Socket;
  #state: 'connected' | 'parked' | 'over' = 'connected';
  #held = false;

  constructor(socket: Socket, dial: () => Socket, events: UpstreamEvents) {
    this.#dial = dial;
    this.#events = events;
    this.#socket = socket;
    this.#listen(socket);
  }

  get over(): boolean {
    return this.#state === 'over';
  }

  get parked(): boolean {
    return this.#state === 'parked';
  }

  get full(): boolean {
    return this.#state === 'connected' && this.#socket.writableNeedDrain;
  }

  /** False where it is full; `drain` follows. */
  write(data: Buffer): boolean {
    if (this.#state === 'parked') {
      this.#state = 'connected';
      this.#socket = this.#dial();
      this.#listen(this.#socket);
    }
    return this.#socket.write(data);
  }

  park(): void {
    this.#state = 'parked';
    this.#socket.destroy();
  }

  hold(held: boolean): void {
    this.#held = held;
    flow(this.#socket, held);
  }

  finish(end: End): void {
    finishSocket(this.#socket, end);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    const current = (): boolean => socket === this.#socket && this.#state === 'connected';
    socket
      .setNoDelay(true)
      // A failed socket closes, and its close is passed on behind what it had sent.
      .on('error', () => undefined)
      .on('data', (data) => current() && this.#events.data(data))
      .on('end', () => current() && this.#events.end('end'))
      .on('drain', () => current() && this.#events.drain())
      .on('close', () => {
        if (!current()) return;
        this.#events.end('close');
        // Told of the end, the tap may have parked it.
        if (!current()) return;
        this.#state = 'over';
        this.#events.over();
      });
    flow(socket, this.#held);
  }
}

/** A paused socket reads no more, and its sender's own send buffer fills up. */
export function flow(socket: Socket, held: boolean): void {
  if (held === socket.isPaused()) return;
  if (held) socket.pause();
  else socket.resume();
}

/** Half-closes, closes behind what is written, or resets. */
export function finishSocket(socket: Socket, end: End): void {
  if (end === 'end') socket.end();
  else if (end === 'close') socket.destroySoon();
  else socket.resetAndDestroy();
}
