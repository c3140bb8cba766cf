/** Orders promised and not yet charged. On disk before the shopper hears of it, so that a killed storefront still keeps its word. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

const order = z.strictObject({ order: z.string(), amount: z.number() });
export type Order = z.infer<typeof order>;
const line = z.union([z.strictObject({ queued: order }), z.strictObject({ charged: z.string() })]);

export class OrderQueue implements Disposable {
  readonly #waiting: Order[] = [];
  readonly #taken = new Set<string>();
  readonly #journal: number;

  /** Takes up what an earlier process left in the journal. */
  constructor(path: string) {
    this.#journal = openSync(path, 'a+', 0o600);
    const charged = new Set<string>();
    const entries = linesOf(path);
    for (const entry of entries) if ('charged' in entry) charged.add(entry.charged);
    for (const entry of entries) if ('queued' in entry && !charged.has(entry.queued.order)) this.#waiting.push(entry.queued);
  }

  get size(): number {
    return this.#waiting.length + this.#taken.size;
  }

  /** Taken and not yet settled. */
  get inFlight(): number {
    return this.#taken.size;
  }

  add(entry: Order): void {
    this.#write({ queued: entry });
    this.#waiting.push(entry);
  }

  /** Up to `most` orders, oldest first; each comes back through `charged` or `putBack`. */
  take(most: number): Order[] {
    const orders = this.#waiting.splice(0, most);
    for (const each of orders) this.#taken.add(each.order);
    return orders;
  }

  charged(entry: Order): void {
    this.#taken.delete(entry.order);
    if (this.size === 0) ftruncateSync(this.#journal);
    else this.#write({ charged: entry.order });
  }

  putBack(entry: Order): void {
    this.#taken.delete(entry.order);
    this.#waiting.unshift(entry);
  }

  [Symbol.dispose](): void {
    closeSync(this.#journal);
  }

  #write(entry: z.infer<typeof line>): void {
    writeSync(this.#journal, `${JSON.stringify(entry)}\n`);
  }
}

/** A last line that a kill cut short was never promised to anyone. */
function linesOf(path: string): z.infer<typeof line>[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((text) => line.parse(JSON.parse(text)));
}
