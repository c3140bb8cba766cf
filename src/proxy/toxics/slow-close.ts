import { z } from 'zod';
import type { Item, Stage } from '../stage.ts';
import { amount, defineToxic } from './kind.ts';

/** Holds back the end of the stream by `delay` ms. Source: Toxiproxy README, "slow_close". */
export const slowClose = defineToxic({
  type: 'slow_close',
  schema: z.object({ delay: amount() }),
  open: ({ attributes }) => new SlowClose(() => attributes().delay),
});

class SlowClose implements Stage {
  readonly #delay: () => number;
  #item: Item | undefined;

  constructor(delay: () => number) {
    this.#delay = delay;
  }

  ready(): boolean {
    return this.#item === undefined;
  }

  put(item: Item): void {
    this.#item = item;
  }

  take(now: number): Item | undefined {
    const due = this.wakeAt();
    if (due !== undefined && due > now) return undefined;
    const item = this.#item;
    this.#item = undefined;
    return item;
  }

  wakeAt(): number | undefined {
    return this.#item === undefined || this.#item.kind === 'data' ? undefined : this.#item.at + this.#delay();
  }

  leave(): readonly Item[] {
    return this.#item === undefined ? [] : [this.#item];
  }
}
