/**
 * Compares what shoppers were promised at the front door with the books of payments, past the storefronts and the fault proxy:
 * whoever lost or doubled an order in between cannot hide it.
 */
import type { Pool } from 'undici';
import { Gauge, type Registry } from 'prom-client';
import { z } from 'zod';
import type { Answer } from '../service.ts';

const books = z.object({
  standings: z.array(z.object({ order: z.string(), standing: z.enum(['once', 'not charged', 'more than once', 'wrong amount']) })),
  doubled: z.number(),
});

export class Audit {
  readonly #open = new Map<string, number>();
  readonly #payments: Pool;
  readonly #unsettled: Gauge;

  constructor(payments: Pool, registry: Registry) {
    this.#payments = payments;
    const help = 'Orders promised to a shopper and not charged exactly once, at the promised amount; NaN while payments does not say.';
    this.#unsettled = new Gauge({ name: 'orders_unsettled', help, registers: [registry] });
  }

  /** Notes what an answer promised. */
  promised({ status, headers }: Answer): void {
    const order = headers?.['x-order'];
    if (status === 200 && order !== undefined) this.#open.set(order, Number(headers?.['x-total']));
  }

  /** Closes every order that is charged once and rightly; the others stay open for good. Never throws. */
  async compare(within: number): Promise<void> {
    try {
      const { standings, doubled } = await this.#ask(within);
      const settled = standings.filter(({ standing }) => standing === 'once');
      for (const { order } of settled) this.#open.delete(order);
      this.#unsettled.set(standings.length - settled.length + doubled);
    } catch {
      this.#unsettled.set(Number.NaN);
    }
  }

  async #ask(within: number): Promise<z.infer<typeof books>> {
    const promised = [...this.#open].map(([order, amount]) => ({ order, amount }));
    const { body } = await this.#payments.request({ method: 'POST', path: '/audit', body: JSON.stringify(promised), signal: AbortSignal.timeout(within) });
    return books.parse(await body.json());
  }
}
