import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Dependency } from '../../../experiments/shop/storefront/dependency.ts';
import { Drain } from '../../../experiments/shop/storefront/drain.ts';
import { OrderQueue } from '../../../experiments/shop/storefront/queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'shop-drain-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

function scene(circuit: { closed: boolean; due: boolean; quiet: number }, charge: (order: string) => Promise<void> = () => Promise.resolve()) {
  const queue = new OrderQueue(join(folder, `${(count += 1)}.orders`));
  for (let n = 0; n < 100; n += 1) queue.add({ order: `o${n}`, amount: 1 });
  const unused = (): never => {
    throw new Error('the drain charges through what it is given');
  };
  const payments: Dependency = { call: unused, attempt: unused, closed: () => circuit.closed, dueForProbe: () => circuit.due, quietFor: () => circuit.quiet };
  const asked: string[] = [];
  const drain = new Drain(queue, payments, ({ order }) => {
    asked.push(order);
    return charge(order);
  });
  return { queue, drain, asked };
}

test('while the circuit is open nobody is charged', async () => {
  const { drain, queue } = scene({ closed: false, due: false, quiet: 0 });
  await drain.tick();
  expect(queue.size).toBe(100);
});

test('the first ten queued orders are the probes of a half-open circuit', async () => {
  const { drain, asked } = scene({ closed: false, due: true, quiet: 0 });
  await drain.tick();
  expect(asked).toEqual(Array.from({ length: 10 }, (_, n) => `o${n}`));
});

test('no second batch of probes while the first is on its way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { drain, asked } = scene({ closed: false, due: true, quiet: 0 }, () => promise);
  const first = drain.tick();
  await drain.tick();
  expect(asked).toHaveLength(10);
  resolve();
  await first;
});

test('a failed charge is back in the queue, and is tried again', async () => {
  const { drain, queue, asked } = scene({ closed: true, due: false, quiet: 60_000 }, () => Promise.reject(new Error('503')));
  await drain.tick();
  await drain.tick();
  expect(queue.size).toBe(100);
  expect(asked).toEqual(['o0', 'o0']);
});

test('while payments still fails now and then, the queue waits', async () => {
  const { drain, queue } = scene({ closed: true, due: false, quiet: 1999 });
  await drain.tick();
  expect(queue.size).toBe(100);
});

test('batches grow slowly and are bounded', async () => {
  const { drain, queue } = scene({ closed: true, due: false, quiet: 2000 });
  const batches: number[] = [];
  for (let before = queue.size; before > 0; before = queue.size) {
    await drain.tick();
    batches.push(before - queue.size);
  }
  expect(batches.slice(0, 6)).toEqual([1, 1, 1, 2, 2, 2]);
  expect(Math.max(...batches)).toBeLessThanOrEqual(15);
});
