import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { OrderQueue } from '../../../experiments/shop/storefront/queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'shop-queue-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const path = (): string => join(folder, `${(count += 1)}.orders`);
const order = (n: number) => ({ order: `o${n}`, amount: n });

test('a killed storefront finds every promised order again that was not charged, and no other', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('add', 'charge', 'put back'), { maxLength: 40 }), (steps) => {
      const file = path();
      const owed = new Set<string>();
      using before = new OrderQueue(file);
      for (const [n, step] of steps.entries()) {
        if (step === 'add') {
          before.add(order(n));
          owed.add(`o${n}`);
          continue;
        }
        for (const taken of before.take(1)) {
          if (step === 'put back') before.putBack(taken);
          else before.charged(taken);
          if (step === 'charge') owed.delete(taken.order);
        }
      }
      using after = new OrderQueue(file);
      expect(new Set(after.take(100).map((taken) => taken.order))).toEqual(owed);
    }),
    { numRuns: 50 },
  );
});

test('an order taken to be charged still counts as queued', () => {
  using queue = new OrderQueue(path());
  queue.add(order(1));
  const [taken] = queue.take(5);
  expect([queue.size, queue.inFlight]).toEqual([1, 1]);
  if (taken !== undefined) queue.charged(taken);
  expect(queue.size).toBe(0);
});

test('a last line that a kill cut short is nobody’s order', () => {
  const file = path();
  using before = new OrderQueue(file);
  before.add(order(1));
  appendFileSync(file, '{"queued":{"or');
  using after = new OrderQueue(file);
  expect(after.take(5)).toEqual([order(1)]);
});

test('the journal of an empty queue is empty', () => {
  const file = path();
  using queue = new OrderQueue(file);
  queue.add(order(1));
  for (const taken of queue.take(1)) queue.charged(taken);
  expect(readFileSync(file, 'utf8')).toBe('');
});
