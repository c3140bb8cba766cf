import { describe, expect, test } from 'vitest';
import { trendOf, type EnvironmentTrend } from '../../../src/domain/memory/trend.ts';
import type { RunSummary } from '../../../src/domain/memory/run-summary.ts';
import { ms } from '../../../src/domain/units.ts';
import { availability, nameOf, noonOf, run, sli } from './remembered.ts';

const took = (n: number, seconds: number, more: Partial<RunSummary> = {}): RunSummary => run(n, 'held', { recovery: { took: ms(seconds * 1000) }, ...more });
const slower = [9, 8.5, 9.4, 9.1, 8.8, 9.3, 9, 8.9, 9.2, 8.7, 9.5, 8.6, 9, 21, 20.4, 21.5, 20.8, 22, 21.2].map((seconds, n) => took(n, seconds));

function only(runs: readonly RunSummary[], since?: string): EnvironmentTrend {
  const { environments } = trendOf('slow-payments', runs, since);
  expect(environments).toHaveLength(1);
  const [one] = environments;
  if (one === undefined) throw new Error('no environment');
  return one;
}
const changesOf = (trend: EnvironmentTrend, name = 'time to recover') => trend.measures.find((one) => one.name === name)?.changes;

test('recovery that went from 9 s to 21 s is told since the run with which it did', () => {
  expect(changesOf(only(slower))).toEqual([
    {
      from: { value: 9000, beyond: false },
      to: { value: 21_100, beyond: false },
      since: { n: 14, run: nameOf(13), started: noonOf(13) },
      sense: 'worse',
      runs: [13, 6],
    },
  ]);
});

test('the same numbers in two environments are no change of either', () => {
  const apart = slower.map((one, n) => (n < 13 ? one : { ...one, environment: 'production' }));
  const { environments } = trendOf('slow-payments', apart);
  expect(environments.map(({ environment, runs }) => [environment, runs.length])).toEqual([
    ['production', 6],
    ['staging', 13],
  ]);
  expect(environments.flatMap(({ measures }) => measures.flatMap(({ changes }) => changes))).toEqual([]);
});

test('a change that was followed by another has an end, and better is said as well', () => {
  const back = [8.9, 9.1, 9, 9.3, 8.8, 9.2].map((seconds, n) => took(19 + n, seconds));
  const changes = changesOf(only([...slower, ...back])) ?? [];
  expect(changes.map(({ since, until, sense }) => [since.n, until?.n, sense])).toEqual([
    [14, 19, 'worse'],
    [20, undefined, 'better'],
  ]);
});

describe('what is compared', () => {
  const measured = (runs: readonly RunSummary[], name: string) =>
    only(runs)
      .measures.find((one) => one.name === name)
      ?.points.map(({ n, value }) => [n, value]);

  test('not a rehearsal, a refusal, or a run without evidence; each keeps its number all the same', () => {
    const runs = [took(0, 1), took(1, 2, { rehearsal: true }), run(2, 'refused'), run(3, 'inconclusive'), run(4, 'tool error'), took(5, 3)];
    expect(measured(runs, 'time to recover')).toEqual([[1, 1000], [6, 3000]]); // prettier-ignore
    expect(only(runs).runs).toHaveLength(6);
  });

  test('a recovery that was missed counts as at least its time', () => {
    const missed = [took(0, 9), run(1, 'refuted', { recovery: { missedAfter: ms(30_000) } })];
    expect(only(missed).measures[0]?.points[1]).toMatchObject({ value: 30_000, beyond: true });
    const later = Array.from({ length: 6 }, (_, n) => run(19 + n, 'refuted', { recovery: { missedAfter: ms(30_000) } }));
    expect(changesOf(only([...slower.slice(0, 13), ...later]))).toMatchObject([{ to: { value: 30_000, beyond: true }, sense: 'worse' }]);
  });

  test('from the decision to halt until all is out; not a halt that found all out already', () => {
    const halted = (n: number, restored: number) =>
      run(n, 'aborted', { halt: { words: 'x', breachedAt: ms(1), decidedAt: ms(2000), restoredAt: ms(restored) } });
    expect(measured([halted(0, 2400), halted(1, 1000)], 'halt → restored')).toEqual([[1, 400]]);
  });

  test('of an SLI the side that is worse, as long as it has the unit and the side that it has now', () => {
    const p99 = (max: number) => sli(100, max, { name: 'p99', dimension: 'duration', worse: 'high' });
    const runs = [run(0, 'held', { slis: [p99(0.3), sli(0.99, 1)] }), run(1, 'held', { slis: [p99(300), sli(0.98, 1)] })];
    expect(measured(runs, 'availability')).toEqual([[1, 0.99], [2, 0.98]]); // prettier-ignore
    expect(measured(runs, 'p99')).toEqual([[1, 0.3], [2, 300]]); // prettier-ignore
    const moved = [run(0, 'held', { slis: [{ ...p99(1), dimension: 'number' }] }), run(1, 'held', { slis: [p99(300)] })];
    expect(measured(moved, 'p99')).toEqual([[2, 300]]);
  });

  test('an SLI without a worse side is not', () => {
    const { worse: _, ...sideless } = sli(1, 2);
    expect(only([run(0, 'held', { slis: [sideless] })]).measures.map(({ name }) => name)).toEqual(['time to recover']);
  });
});

test('since leaves out earlier runs, and their numbers stay', () => {
  const since = only(slower, noonOf(12));
  expect(since.runs.map(({ n }) => n)).toEqual([13, 14, 15, 16, 17, 18, 19]);
  expect(changesOf(since)).toEqual([]);
  expect(trendOf('slow-payments', slower, noonOf(100)).environments).toEqual([]);
});

test('a file that is called by another path is the same file: runs by hand, by a schedule and of another machine are not marked', () => {
  const runs = [run(1), run(2, 'held', { file: '/home/ana/drills/experiments/slow-payments.yaml' }), run(3, 'held', { file: 'slow-payments.yaml' })];
  expect(only(runs).runs.map(({ edits }) => edits)).toEqual([[], [], []]);
});

test('a run whose file says it otherwise is marked, with what it said and says', () => {
  const runs = [run(0), run(1, 'refused', { expectations: [] }), run(2, 'held', { expectations: [availability(1, 0.95)], file: 'b.yaml' }), run(3)];
  expect(only(runs).runs.map(({ edits }) => edits)).toEqual([
    [],
    [],
    ['file experiments/slow-payments.yaml → b.yaml', 'availability at least 99 % during the fault → availability at least 95 % during the fault'],
    ['file b.yaml → experiments/slow-payments.yaml', 'availability at least 95 % during the fault → availability at least 99 % during the fault'],
  ]);
});

test('nothing remembered is no trend, and one run is one', () => {
  expect(trendOf('slow-payments', [])).toEqual({ experiment: 'slow-payments', environments: [] });
  expect(only([run(0)])).toMatchObject({ lastHeld: { n: 1 }, runs: [{ n: 1, outcome: 'held' }] });
});

test('a condition that reads alike and is another is marked as well', () => {
  const recovery = (key: string) => ({ id: 'recovery', kind: 'recovery', text: 'x', status: 'met', key, written: 'steady state again within 1 m' }) as const;
  const mean = { ...availability(1), key: 'max' };
  const runs = [run(0, 'held', { expectations: [availability(1), recovery('a')] }), run(1, 'held', { expectations: [mean, recovery('b')] })];
  expect(only(runs).runs[1]?.edits).toEqual([
    'availability at least 99 % during the fault, but judged in another way',
    'steady state again within 1 m, but of another steady state',
  ]);
});
