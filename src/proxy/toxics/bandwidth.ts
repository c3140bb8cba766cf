import { z } from 'zod';
import type { Data, Item, Stage } from '../stage.ts';
import { amount, defineToxic } from './kind.ts';

const longestPiece = 100;

/** Passes at most `rate` KB/s; 0 passes nothing. Source: Toxiproxy README, "bandwidth"; a KB is 1000 bytes, as in its code. */
export const bandwidth = defineToxic({
  type: 'bandwidth',
  schema: z.object({ rate: amount() }),
  open: ({ attributes }) => new Bandwidth(() => attributes().rate),
});

class Bandwidth implements Stage {
  /** Bytes a millisecond, which is KB/s. */
  readonly #rate: () => number;
  #item: Item | undefined;
  /** When the piece before was through: absolute, so that a late timer costs nothing. */
  #through = 0;

  constructor(rate: () => number) {
    this.#rate = rate;
  }

  ready(): boolean {
    return this.#item === undefined;
  }

  put(item: Item): void {
    this.#item = item;
    this.#through = Math.max(this.#through, item.at);
  }

  take(now: number): Item | undefined {
    const item = this.#item;
    if (item?.kind !== 'data') {
      this.#item = undefined;
      return item;
    }
    const due = this.#due(item);
    if (due === undefined || due > now) return undefined;
    const size = this.#piece(item);
    this.#item = size < item.data.length ? { ...item, data: item.data.subarray(size) } : undefined;
    this.#through = due;
    return { kind: 'data', at: due, data: item.data.subarray(0, size) };
  }

  wakeAt(): number | undefined {
    return this.#item?.kind === 'data' ? this.#due(this.#item) : undefined;
  }

  leave(): readonly Item[] {
    return this.#item === undefined ? [] : [this.#item];
  }

  /** A large chunk trickles in pieces of 100 ms instead of arriving at once at the end. */
  #piece(item: Data): number {
    return Math.min(item.data.length, this.#rate() * longestPiece);
  }

  #due(item: Data): number | undefined {
    return this.#rate() === 0 ? undefined : this.#through + this.#piece(item) / this.#rate();
  }
}
