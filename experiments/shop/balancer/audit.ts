/**
 * Compares what shoppers were promised at the front door with the books of payments, past the storefronts and the fault proxy:
 * whoever lost or doubled an order in between cannot hide it.
 */
import type { Pool } from 'undici';
import { Gauge, type Registry } from 'prom-client';
import { z } from 'zod';
import type { Answer } from '../service.ts';

const standings = z.array(z.object({ order: z.string(), standing: z.enum(['once', 'not charged', 'more than once', 'wrong amount']) }));

export class Audit {
  readonly #open = new Map<string, number>();
  readonly #payments: Pool;
  readonly #uncharged: Gauge;
  readonly #wrong: Gauge;
  #found = 0;

  constructor(payments: Pool, registry: Registry) {
    this.#payments = payments;
    const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
    this.#uncharged = gauge('orders_uncharged', 'Orders promised to a shopper that payments has not charged; NaN while payments does not say.');
    this.#wrong = gauge('orders_charged_wrong', 'Orders charged more than once, or another amount than promised.');
  }

  /** Notes what an answer promised. */
  promised({ status, headers }: Answer): void {
    const order = headers?.['x-order'];
    if (status === 200 && order !== undefined) this.#open.set(order, Number(headers?.['x-total']));
  }

  /** Closes every order that is charged, once and rightly. Never throws. */
  async compare(within: number): Promise<void> {
    try {
      const standings = await this.#ask(within);
      const settled = standings.filter(({ standing }) => standing !== 'not charged');
      for (const { order } of settled) this.#open.delete(order);
      this.#found += settled.filter(({ standing }) => standing !== 'once').length;
      this.#uncharged.set(standings.length - settled.length);
      this.#wrong.set(this.#found);
    } catch {
      this.#uncharged.set(Number.NaN);
    }
  }

  async #ask(within: number): Promise<z.infer<typeof standings>> {
    const promised = [...this.#open].map(([order, amount]) => ({ order, amount }));
    const { body } = await this.#payments.request({ method: 'POST', path: '/audit', body: JSON.stringify(promised), signal: AbortSignal.timeout(within) });
    return standings.parse(await body.json());
  }
}
