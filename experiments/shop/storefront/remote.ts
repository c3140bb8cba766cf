/** The three dependencies as HTTP calls: one bare attempt each, its answer checked; what to do about a failure is not decided here. */
import { Pool, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { DependencyName } from '../layout.ts';
import { addressOf, type Settings } from '../service.ts';
import type { Order } from './queue.ts';

const priceList = z.record(z.string(), z.number());
export type PriceList = z.infer<typeof priceList>;
const names = z.array(z.string());
const receipt = z.object({ order: z.string(), amount: z.number() });

export interface Remotes {
  readonly prices: (signal: AbortSignal) => Promise<PriceList>;
  readonly recommendations: (signal: AbortSignal) => Promise<string[]>;
  /** The order's number is the idempotency key: charged once, however often it is asked for. */
  readonly charge: (order: Order, signal: AbortSignal) => Promise<void>;
}

export function createRemotes(way: Pick<Settings, 'layout' | 'proxied' | 'byName'>): Remotes {
  // The patterns bound it, or nothing does.
  const pool = (name: DependencyName): Pool => new Pool(addressOf(name, way), { connections: null, headersTimeout: 0, bodyTimeout: 0 });
  const [catalog, recommendations, payments] = [pool('catalog'), pool('recommendations'), pool('payments')];
  return {
    prices: async (signal) => priceList.parse(await call(catalog, { path: '/prices', method: 'GET', signal })),
    recommendations: async (signal) => names.parse(await call(recommendations, { path: '/for-you', method: 'GET', signal })),
    async charge(order, signal) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': order.order };
      const answer = receipt.parse(await call(payments, { path: '/charge', method: 'POST', headers, body: JSON.stringify(order), signal }));
      if (answer.amount !== order.amount) throw new Error(`payments charged ${answer.amount} for order ${order.order}, and ${order.amount} was due`);
    },
  };
}

async function call(pool: Pool, request: Dispatcher.RequestOptions): Promise<unknown> {
  const { statusCode, body } = await pool.request(request);
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${request.path} answered ${statusCode}`);
  return JSON.parse(text);
}
