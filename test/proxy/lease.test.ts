import { expect, test } from 'vitest';
import { Leases } from '../../src/proxy/lease.ts';
import { FakeTime } from './fake-time.ts';

const open = () => {
  const time = new FakeTime();
  const lapsed: { name: string }[] = [];
  return { time, lapsed, leases: new Leases<{ name: string }>(time, (thing) => lapsed.push(thing)) };
};

test('what is not renewed lapses at its time, and only once', () => {
  const { time, lapsed, leases } = open();
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  leases.renew(a, 1000);
  leases.renew(b, 2000);
  time.advance(999);
  expect(lapsed).toEqual([]);
  time.advance(1);
  expect(lapsed).toEqual([a]);
  time.advance(5000);
  expect(lapsed).toEqual([a, b]);
});

test('renewing moves the end, and what is left can be read', () => {
  const { time, lapsed, leases } = open();
  const a = { name: 'a' };
  leases.renew(a, 1000);
  time.advance(900);
  leases.renew(a, 1000);
  time.advance(900);
  expect(lapsed).toEqual([]);
  expect(leases.remaining(a)).toBe(100);
});

test('what was taken away does not lapse, and leaves no timer', () => {
  const { time, lapsed, leases } = open();
  const a = { name: 'a' };
  leases.renew(a, 1000);
  leases.drop(a);
  expect(time.armed).toBe(0);
  time.advance(2000);
  expect(lapsed).toEqual([]);
});
