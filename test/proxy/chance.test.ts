import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChance, Deck } from '../../src/proxy/chance.ts';

const draws = (seed: number, share: number, count: number): boolean[] => {
  const deck = new Deck(createChance(seed));
  return Array.from({ length: count }, () => deck.draw(share));
};
const hits = (list: readonly boolean[]): number => list.filter(Boolean).length;

test('every hundred requests have exactly the share of hits, whatever the seed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 100 }), (seed, percent) => {
      const list = draws(seed, percent / 100, 300);
      for (const start of [0, 100, 200]) expect(hits(list.slice(start, start + 100))).toBe(percent);
    }),
  );
});

test('a share too small for a hundred is made up over several', () => {
  expect(hits(draws(7, 0.001, 10_000))).toBe(10);
  expect(hits(draws(7, 0.0333, 10_000))).toBe(333);
});

test('half of the requests is not every other one', () => {
  const list = draws(1, 0.5, 100);
  const repeats = list.filter((hit, index) => index > 0 && hit === list[index - 1]);
  expect(repeats.length).toBeGreaterThan(20);
});

test('the same seed hits the same requests, another one others', () => {
  expect(draws(42, 0.3, 200)).toEqual(draws(42, 0.3, 200));
  expect(draws(42, 0.3, 200)).not.toEqual(draws(43, 0.3, 200));
});

test('a changed share counts from the next request', () => {
  const deck = new Deck(createChance(5));
  for (let drawn = 0; drawn < 30; drawn += 1) deck.draw(0);
  expect(Array.from({ length: 50 }, () => deck.draw(1)).every(Boolean)).toBe(true);
});
