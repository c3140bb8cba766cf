/**
 * Charges queued orders once payments is back: the first ones are the half-open circuit's probes, the rest follow slowly, then faster.
 * A queue that rushes at a service just recovered brings it down again.
 */
import type { Dependency } from './dependency.ts';
import type { Order, OrderQueue } from './queue.ts';
import { probes } from './policies.ts';

/** Ms between two batches. */
export const drainEvery = 100;
/** Ms without a failed call before the queue is touched: while payments still fails now and then, shoppers come first. */
const quiet = 2000;
/** Orders a batch: one at first, one more every fourth time, up to fifteen. */
const growth = { first: 1, perBatch: 0.25, most: 15 };

export class Drain {
  readonly #queue: OrderQueue;
  readonly #payments: Dependency;
  readonly #charge: (order: Order) => Promise<void>;
  #pace = growth.first;

  constructor(queue: OrderQueue, payments: Dependency, charge: (order: Order) => Promise<void>) {
    this.#queue = queue;
    this.#payments = payments;
    this.#charge = charge;
  }

  /** One batch; call it every `drainEvery`. Settles when each of its orders is charged or back in the queue. */
  async tick(): Promise<void> {
    await Promise.all(this.#queue.take(this.#batch()).map((order) => this.#settle(order)));
  }

  #batch(): number {
    if (this.#payments.dueForProbe()) return this.#queue.inFlight === 0 ? probes : 0;
    if (!this.#payments.closed() || this.#payments.quietFor() < quiet || this.#queue.size === 0) {
      this.#pace = growth.first;
      return 0;
    }
    this.#pace = Math.min(growth.most, this.#pace + growth.perBatch);
    return Math.floor(this.#pace);
  }

  async #settle(order: Order): Promise<void> {
    try {
      await this.#charge(order);
      this.#queue.charged(order);
    } catch {
      this.#queue.putBack(order); // the next batch tries again, with the same key
    }
  }
}
