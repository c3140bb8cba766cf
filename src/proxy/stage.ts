/** One toxic at work on one direction of one connection: a state machine without IO, timers or a clock of its own. */
import { Ring } from './ring.ts';

/** What flows: data, then one of three ends. Instants are ms of `Time.now`. */
export type Item = Data | { readonly kind: 'end' | 'close' | 'reset'; readonly at: number };

/** `at`: when it was read, moved on by every toxic that held it. */
export interface Data {
  readonly kind: 'data';
  readonly at: number;
  readonly data: Buffer;
}

/** How a direction ends: the sender is done (half-close), the connection is closed, the connection is reset. */
export type End = 'end' | 'close' | 'reset';

export interface Stage {
  /** Whether it has room; where it has none, what comes before it waits, up to the sender. */
  ready(): boolean;
  put(item: Item): void;
  /** The next item that is due. */
  take(now: number): Item | undefined;
  /** When something falls due by itself, were the way out free. */
  wakeAt(): number | undefined;
  /** Everything it holds, in order, when its toxic is taken away: nothing may be lost. */
  leave(): readonly Item[];
}

/** Holds what a toxic left behind until it has gone out. */
export class Leftovers implements Stage {
  readonly #items = new Ring<Item>();

  constructor(items: readonly Item[]) {
    for (const item of items) this.#items.push(item);
  }

  get empty(): boolean {
    return this.#items.length === 0;
  }

  ready(): boolean {
    return this.empty;
  }

  put(item: Item): void {
    this.#items.push(item);
  }

  take(): Item | undefined {
    return this.#items.shift();
  }

  wakeAt(): undefined {
    return undefined;
  }

  leave(): readonly Item[] {
    return this.#items.drain();
  }
}
