import { z } from 'zod';
import type { Item, Stage } from '../stage.ts';
import { amount, defineToxic } from './kind.ts';

/**
 * Swallows all data and closes the connection after `timeout` ms without any; 0 never closes it.
 * Taking it away closes the connection too: bytes are missing from it. Source: Toxiproxy README, "timeout".
 */
export const timeout = defineToxic({
  type: 'timeout',
  schema: z.object({ timeout: amount() }),
  open: ({ attributes, now }) => new Timeout(() => attributes().timeout, now),
});

class Timeout implements Stage {
  readonly #timeout: () => number;
  #since: number;
  #end: Item | undefined;
  #closed = false;

  constructor(timeout: () => number, now: number) {
    this.#timeout = timeout;
    this.#since = now;
  }

  ready(): boolean {
    return true;
  }

  put(item: Item): void {
    if (item.kind === 'data') this.#since = Math.max(this.#since, item.at);
    else this.#end ??= { kind: 'close', at: item.at };
  }

  take(now: number): Item | undefined {
    if (this.#closed) return undefined;
    const due = this.wakeAt();
    if (this.#end === undefined && (due === undefined || due > now)) return undefined;
    this.#closed = true;
    return this.#end ?? { kind: 'close', at: now };
  }

  wakeAt(): number | undefined {
    return this.#closed || this.#timeout() === 0 ? undefined : this.#since + this.#timeout();
  }

  leave(): readonly Item[] {
    return this.#closed ? [] : [{ kind: 'close', at: this.#since }];
  }
}
