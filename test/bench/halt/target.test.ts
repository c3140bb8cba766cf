import { expect, test } from 'vitest';
import { breached, healthy, Target } from '../../../bench/halt/target.ts';

function story(delay: number): { readonly target: Target; readonly at: (time: number) => Target } {
  let now = 0;
  const target = new Target(delay, () => now);
  return { target, at: (time) => ((now = time), target) };
}

test('the breach shows so long after the injection, and every instant of a halt is kept', () => {
  const { at } = story(300);
  expect(at(900).look()).toBe(healthy);
  at(1000).inject();
  expect([at(1299).look(), at(1400).look(), at(1500).look()]).toEqual([healthy, breached, breached]);
  at(1550).restore();
  at(1600).restore();
  expect(at(1700).look()).toBe(healthy);
  expect(at(1800).instants).toEqual({ visible: 1300, seen: 1400, gone: 1550 });
});

test('a fault that is taken out before anybody saw the breach is no halt', () => {
  const { at } = story(300);
  at(1000).inject();
  at(1200).restore();
  expect(at(1400).look()).toBe(healthy);
  expect(at(1400).instants).toBeUndefined();
});

test('a restore without an injection changes nothing', () => {
  const { target, at } = story(0);
  at(10).restore();
  expect(target.broken).toBe(false);
  at(20).inject();
  expect(at(20).look()).toBe(breached);
});
