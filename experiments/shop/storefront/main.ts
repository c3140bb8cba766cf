/** The storefront: one of three replicas behind the balancer. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { patternsOf } from '../patterns.ts';
import { serve, settings } from '../service.ts';
import { checkout, type Till } from './checkout.ts';
import { createDependency } from './dependency.ts';
import { Drain, drainEvery } from './drain.ts';
import { createMetrics } from './metrics.ts';
import { bestSellers, page } from './page.ts';
import { probes } from './policies.ts';
import { OrderQueue, type Order } from './queue.ts';
import { Memory } from './remembered.ts';
import { createRemotes } from './remote.ts';

const { host, layout, mode, port, proxied, byName, drain: drainFor } = settings();
const patterns = patternsOf(mode);
const { fallback } = patterns;
mkdirSync(layout.folder, { recursive: true });
const queue = new OrderQueue(join(layout.folder, `storefront-${port}.orders`));
const metrics = createMetrics(queue);
const remotes = createRemotes({ layout, proxied, byName });

const payments = createDependency(patterns, metrics.payments);
const catalog = createDependency(patterns, metrics.catalog);
const recommending = createDependency(patterns, metrics.recommendations);
const prices = new Memory({ dependency: catalog, metrics: metrics.catalog, ask: remotes.prices, fallback });
// The list of best sellers, always: what another shopper liked is nobody's business.
const recommendations = new Memory({
  dependency: recommending,
  metrics: metrics.recommendations,
  ask: remotes.recommendations,
  otherwise: bestSellers,
  fallback,
});

// A flag that is lost, or says what nobody knows, is no reason to treat shoppers worse: only `off` is off.
const personal = process.env['SHOP_RECOMMENDATIONS'] !== 'off';

const till: Till = { prices, payments, queue, metrics, fallback, charge: remotes.charge };

async function chargeQueued(order: Order): Promise<void> {
  await payments.attempt((signal) => remotes.charge(order, signal));
  metrics.charged.inc();
}

async function warmUp(): Promise<void> {
  for (let known = false; !known;) {
    known = await prices.prime(AbortSignal.timeout(1000)).then(
      () => true,
      () => sleep(50, false),
    );
  }
}

const drain = new Drain(queue, payments, chargeQueued);
setInterval(() => {
  void drain.tick();
  void prices.probe(probes);
  void recommendations.probe(probes);
}, drainEvery);

/** What a shopper was promised is charged before the replica goes: where its disk goes with it, nobody else would. */
async function settle(): Promise<void> {
  while (queue.size > 0) await sleep(50);
}

await warmUp(); // a replica that knows no price yet must not be sent shoppers
await serve({
  host,
  port,
  registry: metrics.registry,
  drain: drainFor,
  last: settle,
  routes: {
    '/': () => page(prices, personal ? recommendations : undefined),
    '/checkout': (call) => checkout(call, till),
  },
});
