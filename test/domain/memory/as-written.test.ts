import { describe, expect, test } from 'vitest';
import type { Bound } from '../../../src/domain/condition.ts';
import type { Expectation } from '../../../src/domain/experiment.ts';
import { keyOf, writtenOf } from '../../../src/domain/memory/as-written.ts';
import { units } from '../../../src/domain/units.ts';
import { condition, during, eventually, recovery, sli, throughout } from '../story.ts';

const facts = { experiment: 'slow-payments', slis: [sli('p99', units.ms), sli('open')], steadyState: [condition('p99', 'at-most', 300)] };
const key = (expectation: Expectation, more: Partial<typeof facts> = {}): string => keyOf({ ...facts, ...more }, expectation);
const relative = (ratio: number, slack?: number): Bound => ({ kind: 'relative', ratio, ...(slack === undefined ? {} : { slack }) });
const p99 = (bound: number | Bound) => condition('p99', 'at-most', bound);

describe('the key of an expectation', () => {
  test('is the same for the same words, whatever the order of its keys and the name of its place', () => {
    const written = during(p99(relative(1.3, 50)), 15_000);
    const turned = JSON.parse('{"after":15000,"condition":{"as":"mean","bound":{"slack":50,"ratio":1.3,"kind":"relative"},"comparator":"at-most","sli":"p99"},"id":"during.p99#2","kind":"during"}'); // prettier-ignore
    expect(key(turned)).toBe(key(written));
  });

  test('is another for anything that decides whether it is met', () => {
    const all = [
      key(during(p99(300))),
      key(during(p99(301))),
      key(during(p99(relative(300)))),
      key(during(p99(relative(1.3)))),
      key(during(p99(relative(1.3, 50)))),
      key(during(condition('p99', 'below', 300))),
      key(during(condition('p99', 'at-most', 300, 'max'))),
      key(during(condition('open', 'at-most', 300))),
      key(during(p99(300), 15_000)),
      key(during(p99(300), 0, 'slow')),
      key(throughout(p99(300))),
      key(eventually(p99(300), 1000)),
      key(eventually(p99(300), 1001)),
      key(eventually(p99(300), 1000, 'restore')),
      key(during(p99(300)), { experiment: 'other' }),
      key(recovery(1000)),
      key(recovery(1001)),
      key(recovery(1000), { steadyState: [condition('p99', 'at-most', 400)] }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

test('an expectation is read aloud as written, without the numbers of any day', () => {
  const words = (expectation: Expectation): string => writtenOf(facts, expectation);
  expect([
    words(during(p99(relative(1.3, 50)), 15_000, 'slow')),
    words(throughout(p99(300))),
    words(eventually(condition('open', 'equals', 1), 15_000)),
    words(eventually(condition('open', 'equals', 0), 60_000, 'restore', 'slow')),
    words(recovery(30_000)),
  ]).toEqual([
    'p99 at most 130 % of baseline or +50 ms during the fault of slow, after 15 s',
    'p99 at most 300 ms in every sample during the fault',
    'open equals 1 within 15 s of the fault',
    'open equals 0 within 1 m of the restore of slow',
    'steady state again within 30 s of the restore',
  ]);
});
