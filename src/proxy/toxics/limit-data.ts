import { z } from 'zod';
import type { Data, Item, Stage } from '../stage.ts';
import { amount, defineToxic } from './kind.ts';

/** Closes the connection once `bytes` have passed. Source: Toxiproxy README, "limit_data". */
export const limitData = defineToxic({
  type: 'limit_data',
  schema: z.object({ bytes: amount() }),
  open: ({ attributes }) => new LimitData(() => attributes().bytes),
});

class LimitData implements Stage {
  readonly #limit: () => number;
  #item: Item | undefined;
  #passed = 0;
  #state: 'open' | 'closing' | 'closed' = 'open';

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  ready(): boolean {
    return this.#item === undefined;
  }

  put(item: Item): void {
    if (this.#state === 'open') this.#item = item;
  }

  take(now: number): Item | undefined {
    if (this.#state === 'closing') {
      this.#state = 'closed';
      return { kind: 'close', at: now };
    }
    const item = this.#item;
    this.#item = undefined;
    return item?.kind === 'data' ? this.#pass(item, now) : item;
  }

  wakeAt(): undefined {
    return undefined;
  }

  leave(): readonly Item[] {
    if (this.#state === 'closing') return [{ kind: 'close', at: 0 }];
    return this.#item === undefined ? [] : [this.#item];
  }

  #pass(item: Data, now: number): Item | undefined {
    const data = item.data.subarray(0, Math.max(0, this.#limit() - this.#passed));
    this.#passed += data.length;
    if (this.#passed >= this.#limit()) this.#state = 'closing';
    return data.length > 0 ? { ...item, data } : this.take(now);
  }
}
