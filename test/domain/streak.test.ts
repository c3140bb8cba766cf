import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blindAfter, blindFor, blindLimit, blindTooLong, sighted } from '../../src/domain/blindness.ts';
import type { AbortCondition } from '../../src/domain/experiment.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { advance, exhausted, noStreak } from '../../src/domain/streak.ts';
import { ms } from '../../src/domain/units.ts';
import { blind, good, pending } from './story.ts';

type Patience = AbortCondition['patience'];
const bad = (value: number): boolean => value < 80;
const lasting: Patience = { kind: 'for', for: ms(2000) };
const threeOfFive: Patience = { kind: 'count', count: 3, of: 5 };

const after = (samples: readonly Sample[], patience: Patience) =>
  exhausted(
    samples.reduce((streak, one) => advance(streak, one, patience, bad), noStreak),
    patience,
  );

test('a condition without patience halts at its first breaching sample', () => {
  expect(after([good(1000, 99), good(2000, 70)], { kind: 'at-once' })).toEqual({ since: 2000, at: 2000, value: 70 });
});

test('`for: 2s` is breached from the first to the current sample for at least two seconds', () => {
  expect(after([good(1000, 70), good(2000, 70)], lasting)).toBeUndefined();
  expect(after([good(1000, 70), good(2000, 70), good(2999, 70)], lasting)).toBeUndefined();
  expect(after([good(1000, 70), good(2000, 71), good(3000, 72)], lasting)).toEqual({ since: 1000, at: 3000, value: 72 });
});

test('a blind or pending sample does not end a breach streak, and does not complete one', () => {
  expect(after([good(1000, 70), blind(2000), pending(3000)], lasting)).toBeUndefined();
  expect(after([good(1000, 70), blind(2000), pending(3000), good(4000, 70)], lasting)).toEqual({ since: 1000, at: 4000, value: 70 });
});

test('one good sample ends a streak', () => {
  expect(after([good(1000, 70), good(2000, 90), good(3000, 70)], lasting)).toBeUndefined();
});

test('`count: 3 of 5` looks at the last five slots, blind ones among them', () => {
  expect(after([good(1000, 70), good(2000, 90), good(3000, 70), blind(4000), good(5000, 70)], threeOfFive)).toEqual({ since: 1000, at: 5000, value: 70 });
  expect(after([good(1000, 70), good(2000, 70), blind(3000), blind(4000), blind(5000), good(6000, 70)], threeOfFive)).toBeUndefined();
});

test('`count` does not halt on a sample that is fine, though three of the last five were not', () => {
  expect(after([good(1000, 70), good(2000, 70), good(3000, 90)], threeOfFive)).toBeUndefined();
});

test('a saturated sample still may abort', () => {
  expect(after([good(1000, 70, { saturated: true })], { kind: 'at-once' })).toEqual({ since: 1000, at: 1000, value: 70 });
});

const slot = fc.constantFrom('good', 'breach', 'breach', 'blind', 'pending');
const anySamples = fc.array(fc.tuple(slot, fc.integer({ min: 500, max: 1500 })), { maxLength: 30 }).map((slots) => {
  let now = 0;
  return slots.map(([kind, gap]): Sample => {
    now += gap;
    if (kind === 'blind') return blind(now);
    return kind === 'pending' ? pending(now) : good(now, kind === 'breach' ? 70 : 99);
  });
});
const anyPatience: fc.Arbitrary<Patience> = fc.oneof(
  fc.constant({ kind: 'at-once' } as const),
  fc.integer({ min: 0, max: 8000 }).map((time) => ({ kind: 'for', for: ms(time) }) as const),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })).map(([count, more]) => ({ kind: 'count', count, of: count + more }) as const),
);

/** From the whole list, every time anew. */
function naiveBreach(samples: readonly Sample[], patience: Patience): boolean {
  const last = samples.at(-1);
  if (patience.kind === 'count') {
    const breaches = samples.slice(-patience.of).filter((one) => one.kind === 'good' && bad(one.value));
    const known = samples.findLast((one) => one.kind === 'good');
    return breaches.length >= patience.count && known !== undefined && bad(known.value);
  }
  const known = samples.filter((one) => one.kind === 'good');
  const streak = known.slice(known.findLastIndex(({ value }) => !bad(value)) + 1);
  const [first] = streak;
  const current = streak.at(-1);
  if (last === undefined || first === undefined || current === undefined) return false;
  return current.at - first.at >= (patience.kind === 'for' ? patience.for : 0);
}

test('streaks agree with the naive reading on any stream', () => {
  fc.assert(
    fc.property(anySamples, anyPatience, (samples, patience) => {
      expect(after(samples, patience) !== undefined).toBe(naiveBreach(samples, patience));
    }),
    { numRuns: 1000 },
  );
});

test('an SLI is blind from the start of its first blind interval, and sees again with any other sample', () => {
  const twice = [blind(1000), blind(2000, 'no answer within 1 s')].reduce(blindAfter, sighted);
  expect(twice).toEqual({ since: 0, at: 2000, reason: 'no answer within 1 s' });
  expect(blindFor(twice)).toBe(2000);
  expect(blindAfter(twice, pending(3000))).toEqual(sighted);
  expect(blindAfter(twice, good(3000, 1))).toEqual(sighted);
});

test('blindness halts only when it lasts longer than its limit', () => {
  const third = [blind(1000), blind(2000), blind(3000)].reduce(blindAfter, sighted);
  expect(blindTooLong(third, ms(3000))).toBe(false);
  expect(blindTooLong(blindAfter(third, blind(4000)), ms(3000))).toBe(true);
});

test('the limit of blindness is at least two sampling or scrape intervals', () => {
  expect(blindLimit(ms(3000), { every: ms(1000) })).toBe(3000);
  expect(blindLimit(ms(3000), { every: ms(5000) })).toBe(10_000);
  expect(blindLimit(ms(3000), { every: ms(1000), scrapeInterval: ms(15_000) })).toBe(30_000);
});

test('blindness agrees with the naive reading on any stream', () => {
  fc.assert(
    fc.property(anySamples, (samples) => {
      const first = samples.findLastIndex(({ kind }) => kind !== 'blind') + 1;
      const expected = first < samples.length ? (samples.at(-1)?.at ?? 0) - (samples[first]?.from ?? 0) : 0;
      expect(blindFor(samples.reduce(blindAfter, sighted))).toBe(expected);
    }),
  );
});
