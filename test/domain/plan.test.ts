import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { worstDetection } from '../../src/domain/detection.ts';
import type { AbortCondition, FaultSpec } from '../../src/domain/experiment.ts';
import { choose, pick, seeded } from '../../src/domain/random.ts';
import { faultsLast, planTimeline, roughDuration } from '../../src/domain/timeline.ts';
import { ms } from '../../src/domain/units.ts';
import { condition, eventually, recovery } from './story.ts';

const at = (name: string, time: number, lasts?: number): FaultSpec => ({
  name,
  type: 'command',
  spec: {},
  start: { kind: 'at', at: ms(time) },
  ...(lasts === undefined ? {} : { for: ms(lasts) }),
});
const after = (name: string, fault: string, lasts: number): FaultSpec => ({ name, type: 'command', spec: {}, for: ms(lasts), start: { kind: 'after', fault } });

test('faults start together, at their time, or after one another', () => {
  const faults = [after('third', 'second', 5000), at('first', 0, 10_000), at('second', 20_000, 30_000)];
  expect(planTimeline(faults, ms(60_000)).map(({ fault, starts, ends }) => [fault, starts, ends])).toEqual([
    ['first', 0, 10_000],
    ['second', 20_000, 50_000],
    ['third', 50_000, 55_000],
  ]);
  expect(faultsLast(faults, ms(60_000))).toBe(55_000);
});

test('a fault that ends by itself has no planned end, and counts with the time it may take to heal', () => {
  expect(planTimeline([at('kill', 1000)], ms(30_000))).toEqual([{ fault: 'kill', starts: 1000 }]);
  expect(faultsLast([at('kill', 1000), after('next', 'kill', 5000)], ms(30_000))).toBe(36_000);
});

test('the rough duration adds up every wait, and no fault outlives the hard limit', () => {
  const limits = { duration: ms(50_000), restore: ms(30_000), blind: ms(3000) };
  const rest = { baseline: { for: ms(15_000), warmUp: ms(3000) }, limits };
  const expectations = [recovery(30_000), eventually(condition('queued', 'equals', 0), 60_000, 'restore')];
  expect(roughDuration({ ...rest, faults: [at('one', 0, 60_000)], expect: expectations })).toEqual({
    total: 183_000,
    parts: [
      { part: 'steady state', time: 25_000 },
      { part: 'baseline', time: 18_000 },
      { part: 'faults', time: 50_000 },
      { part: 'restore', time: 30_000 },
      { part: 'recovery', time: 60_000 },
    ],
  });
  const late = roughDuration({ ...rest, faults: [at('one', 8000, 60_000)], expect: expectations });
  expect(late.parts.find(({ part }) => part === 'faults')?.time).toBe(58_000);
  const application = { start: ['node', 'main.ts'], ready: 'http://127.0.0.1:8080/', within: ms(30_000), env: {} };
  expect(roughDuration({ ...rest, application, faults: [], expect: expectations }).parts[0]).toEqual({ part: 'application', time: 30_000 });
});

const abort = (patience: AbortCondition['patience']): AbortCondition => ({
  id: 'abort.availability',
  condition: condition('availability', 'below', 0.8),
  patience,
});
const fresh = { every: ms(1000), timeout: ms(1000), staleness: { worst: ms(0), why: 'fresh' } };

test('the worst time to detect is sampling, the deadline of a sample, and patience rounded up to slots', () => {
  expect(worstDetection(abort({ kind: 'for', for: ms(2500) }), fresh)).toEqual({
    id: 'abort.availability',
    worst: 5000,
    why: '1 s until the next sample + 1 s for the sample at most + 3 s of patience (for 2.5 s)',
  });
  expect(worstDetection(abort({ kind: 'count', count: 3, of: 5 }), fresh).worst).toBe(6000);
  expect(worstDetection(abort({ kind: 'at-once' }), fresh).worst).toBe(2000);
});

test('a stale source counts with its scrape interval and range', () => {
  const stale = { ...fresh, staleness: { worst: ms(30_000), why: 'scraped every 15 s over a range of 15 s' } };
  expect(worstDetection(abort({ kind: 'at-once' }), stale)).toMatchObject({
    worst: 32_000,
    why: '30 s until it shows (scraped every 15 s over a range of 15 s) + 1 s until the next sample + 1 s for the sample at most',
  });
});

test('one seed always makes the same choices, another seed others', () => {
  const first = (seed: number): number[] => {
    const random = seeded(seed);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(first(42)).toEqual(first(42));
  expect(first(42)).not.toEqual(first(43));
  expect(pick(seeded(1), [])).toBeUndefined();
});

test('numbers lie in [0, 1) and are spread evenly', () => {
  const random = seeded(7);
  const numbers = Array.from({ length: 10_000 }, () => random.next());
  expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const share = numbers.filter((value) => Math.floor(value * 10) === tenth).length;
    expect(share).toBeGreaterThan(900);
    expect(share).toBeLessThan(1100);
  }
});

test('a choice without replacement has no item twice, and never more than there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.nat({ max: 20 }), fc.nat(), (items, count, seed) => {
      const chosen = choose(seeded(seed), items, count);
      expect(chosen.length).toBe(Math.min(count, items.length));
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.every((one) => items.includes(one))).toBe(true);
      if (items.length > 0) expect(items).toContain(pick(seeded(seed), items));
    }),
  );
});
