import { z } from 'zod';
import type { Item, Stage } from '../stage.ts';
import { amount, defineToxic } from './kind.ts';

/** Resets the connection `timeout` ms after the first data (TCP RST, what was sent is discarded). Source: Toxiproxy README, "reset_peer". */
export const resetPeer = defineToxic({
  type: 'reset_peer',
  schema: z.object({ timeout: amount() }),
  open: ({ attributes }) => new ResetPeer(() => attributes().timeout),
});

class ResetPeer implements Stage {
  readonly #timeout: () => number;
  /** Kept until the reset, so that a toxic taken away in time has cost nothing. */
  #first: Item | undefined;
  #reset = false;

  constructor(timeout: () => number) {
    this.#timeout = timeout;
  }

  ready(): boolean {
    return this.#first === undefined;
  }

  put(item: Item): void {
    this.#first = item;
  }

  take(now: number): Item | undefined {
    const due = this.wakeAt();
    if (due === undefined || due > now) return undefined;
    this.#reset = true;
    return { kind: 'reset', at: due };
  }

  wakeAt(): number | undefined {
    return this.#first === undefined || this.#reset ? undefined : this.#first.at + this.#timeout();
  }

  leave(): readonly Item[] {
    return this.#first === undefined || this.#reset ? [] : [this.#first];
  }
}
