/**
 * The thread that sends a load's requests: a program of its own, so that nothing the runner does delays a request.
 * It takes time from node: modules and not from a Clock, because a port cannot cross into another thread.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { parentPort, workerData } from 'node:worker_threads';
import { Generator } from './generator.ts';
import { loadSpec, order, type Order, type Reply } from './messages.ts';
import { createTarget } from './target.ts';

const spec = loadSpec.parse(workerData);
const generator = new Generator(spec, { now: () => performance.now(), send: createTarget(spec) });

/** One timer for all requests; it fires in whole ms, so a request starts up to one ms after it was due. */
function loop(): void {
  setTimeout(loop, Math.max(1, Math.ceil(generator.tick())));
}

function obey(order: Order): void {
  switch (order.kind) {
    case 'open':
      return generator.open(order.cursor, order.latencies);
    case 'close':
      return generator.close(order.cursor);
    case 'take': {
      const reading = generator.take(order.cursor);
      return reading && answer({ kind: 'reading', id: order.id, reading });
    }
    case 'stats':
      return answer({ kind: 'stats', id: order.id, stats: generator.stats() });
  }
}

function answer(reply: Reply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, only a browser window has
  parentPort?.postMessage(reply);
}

parentPort?.on('message', (message: unknown) => obey(order.parse(message)));
loop();
