import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conclude } from '../../src/domain/analysis/conclude.ts';
import { fold } from '../../src/domain/analysis/fold.ts';
import { begin } from '../../src/domain/analysis/state.ts';
import type { Event } from '../../src/domain/events.ts';
import { run } from './arbitrary.ts';
import { naiveVerdict } from './naive.ts';
import { verdictOf } from './story.ts';

const runs = { numRuns: 1500 };

/** Sums in another order differ in the last digits. */
const rounded = (value: number | undefined): number | undefined => (value === undefined ? undefined : Number(value.toPrecision(9)));

test('the fold and the naive reading of the rules reach the same verdict on any run', () => {
  fc.assert(
    fc.property(run, (events) => {
      const verdict = verdictOf(events);
      const naive = naiveVerdict(events);
      expect(verdict.expectations.map(({ id, status }) => `${id} ${status}`)).toEqual(naive.expectations.map(({ id, status }) => `${id} ${status}`));
      expect(verdict.outcome).toBe(naive.outcome);
      for (const one of naive.expectations) {
        if (one.value !== undefined) expect(rounded(verdict.expectations.find(({ id }) => id === one.id)?.value)).toBe(rounded(one.value));
      }
    }),
    runs,
  );
});

test('the arbitrary runs meet every outcome and every ending of every kind of expectation', () => {
  const met = new Set<string>();
  for (const events of fc.sample(run, { numRuns: 3000, seed: 7 })) {
    const verdict = verdictOf(events);
    met.add(verdict.outcome);
    for (const { kind, status } of verdict.expectations) met.add(`${kind} ${status}`);
  }
  const endings = ['during', 'throughout', 'eventually', 'recovery'].flatMap((kind) => ['met', 'broken', 'undecided'].map((status) => `${kind} ${status}`));
  expect([...met].sort()).toEqual([...endings, 'aborted', 'held', 'inconclusive', 'not restored', 'refuted', 'tool error'].sort());
});

test('asking for the verdict in the middle, or going on from a copy, changes nothing', () => {
  fc.assert(
    fc.property(run, fc.nat(), (events, somewhere) => {
      const split = somewhere % events.length;
      const half = events.slice(0, split).reduce(fold, begin());
      conclude(half);
      const copy = structuredClone(half);
      const rest = (from: typeof half) => conclude(events.slice(split).reduce(fold, from));
      const whole = verdictOf(events);
      expect(rest(half)).toEqual(whole);
      expect(rest(copy)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test('no prefix of a run is held while an expectation has no evidence', () => {
  const withoutSamples = (events: readonly Event[]): Event[] => events.filter(({ kind }) => kind !== 'sli.sampled');
  fc.assert(
    fc.property(run, (events) => {
      const verdict = verdictOf(withoutSamples(events));
      expect(verdict.outcome).not.toBe('held');
      expect(verdict.expectations.filter(({ kind, status }) => kind !== 'recovery' && status !== 'undecided')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a rehearsal is never held', () => {
  fc.assert(
    fc.property(run, (events) => {
      const rehearsed = events.map((event) => (event.kind === 'run.started' ? { ...event, rehearsal: true } : event));
      expect(verdictOf(rehearsed).outcome).not.toBe('held');
    }),
    { numRuns: 300 },
  );
});

test('a held run has every expectation met with enough good samples behind it', () => {
  fc.assert(
    fc.property(run, (events) => {
      const verdict = verdictOf(events);
      fc.pre(verdict.outcome === 'held');
      expect(verdict.expectations.every(({ status }) => status === 'met')).toBe(true);
      expect(verdict.faults.every(({ status }) => status === 'restored')).toBe(true);
    }),
    { numRuns: 20, maxSkipsPerRun: 10_000 },
  );
});
