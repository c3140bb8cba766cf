import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ledger } from '../../../experiments/shop/payments/ledger.ts';

const bank = (): Promise<void> => Promise.resolve();

test('an order whose every attempt carries the same key is charged once, however often it comes and however close together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 }), async (orders) => {
      const ledger = new Ledger(bank);
      const charges = orders.map((n) => ledger.charge({ order: `o${n}`, key: `o${n}`, amount: n }));
      await Promise.all(charges.map(({ receipt }) => receipt));
      expect(charges.filter(({ replayed }) => !replayed)).toHaveLength(new Set(orders).size);
      for (const n of orders) expect(ledger.standing(`o${n}`, n)).toBe('once');
      expect(ledger.doubled).toBe(0);
    }),
  );
});

test('an order that comes with two keys is charged twice, and the books say so', async () => {
  const ledger = new Ledger(bank);
  for (const key of ['a', 'b']) await ledger.charge({ order: 'o', key, amount: 5 }).receipt;
  expect(ledger.standing('o', 5)).toBe('more than once');
  expect(ledger.doubled).toBe(1);
});

test('another amount than promised, and no charge at all, are told apart', async () => {
  const ledger = new Ledger(bank);
  await ledger.charge({ order: 'o', key: 'o', amount: 5 }).receipt;
  expect(ledger.standing('o', 6)).toBe('wrong amount');
  expect(ledger.standing('other', 5)).toBe('not charged');
});
