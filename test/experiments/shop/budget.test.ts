import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryBudget } from '../../../experiments/shop/storefront/budget.ts';

test('retries never exceed a tenth of the calls and what was saved up, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (wants) => {
      const budget = new RetryBudget(0.1);
      let [calls, retries] = [0, 0];
      for (const wantsRetry of wants) {
        budget.earn();
        calls += 1;
        if (wantsRetry && budget.spend()) retries += 1;
        expect(retries).toBeLessThanOrEqual(calls * 0.1 + 1e-9);
      }
    }),
  );
});

test('what is saved up in quiet times is bounded', () => {
  const budget = new RetryBudget(0.1, 3);
  for (let call = 0; call < 1000; call += 1) budget.earn();
  expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
});

test('an infinite budget bounds nothing', () => {
  const budget = new RetryBudget(Infinity);
  budget.earn();
  expect(Array.from({ length: 100 }, () => budget.spend())).not.toContain(false);
});
