/** Checkout: price the cart, charge it, and when payments cannot be reached promise the order and queue it. */
import { randomUUID } from 'node:crypto';
import type { Answer, Call } from '../service.ts';
import type { Dependency } from './dependency.ts';
import type { Metrics } from './metrics.ts';
import type { Order, OrderQueue } from './queue.ts';
import type { Memory } from './remembered.ts';
import type { PriceList } from './remote.ts';

const usualCart = ['mug', 'teapot', 'tea'];

export interface Till {
  readonly prices: Memory<PriceList>;
  readonly payments: Dependency;
  readonly queue: OrderQueue;
  readonly metrics: Metrics;
  readonly fallback: boolean;
  readonly charge: (order: Order, signal: AbortSignal) => Promise<void>;
}

/** `?items=mug,tea` names the cart. The answer's `x-order` and `x-total` are what the shopper was promised. */
export async function checkout(call: Call, till: Till): Promise<Answer> {
  const { metrics } = till;
  metrics.checkouts.inc();
  const done = metrics.seconds.startTimer();
  try {
    const prices = await till.prices.get();
    const amount = totalOf(call.url.searchParams.get('items')?.split(',') ?? usualCart, prices.value);
    if (amount === undefined) return { status: 404, body: { error: 'not in our catalog' } };
    const order = { order: String(call.headers['idempotency-key'] ?? randomUUID()), amount };
    const queued = await pay(order, till);
    metrics.accepted.inc();
    const promise = { 'x-order': order.order, 'x-total': String(amount) };
    return { headers: promise, body: { order: order.order, total: amount, currency: 'EUR', queued, prices: prices.fresh ? 'fresh' : 'cached' } };
  } finally {
    done();
  }
}

function totalOf(items: readonly string[], prices: PriceList): number | undefined {
  return items.reduce<number | undefined>((sum, item) => {
    const price = prices[item];
    return sum === undefined || price === undefined ? undefined : sum + price;
  }, 0);
}

/** Whether the order had to be queued. */
async function pay(order: Order, { payments, queue, metrics, fallback, charge }: Till): Promise<boolean> {
  try {
    await payments.call((signal) => charge(order, signal));
    metrics.charged.inc();
    return false;
  } catch (error) {
    if (!fallback) throw error;
    queue.add(order);
    metrics.payments.fellBack();
    return true;
  }
}
