import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../../src/domain/program/circumstances.ts';
import type { Program } from '../../../src/domain/program/program.ts';
import { ms } from '../../../src/domain/units.ts';
import { answersOf } from '../../../src/domain/program/decide.ts';
import { hour, Keeper, minute, occurrences, suiteOf, tuesdays } from './keeper.ts';

const officeHours: Program['windows'] = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }];
const two: Program = { ...tuesdays, what: suiteOf('slow', 'broken') };
const outcomes = (...all: readonly ('held' | 'refuted' | 'inconclusive' | 'refused' | 'aborted' | 'not restored' | 'tool error')[]) => {
  const left = [...all];
  return () => ({ outcome: left.shift() ?? ('held' as const) });
};

describe('a slot', () => {
  test('is claimed, announced, waited for, run and finished, each once', () => {
    const keeper = new Keeper('2026-11-30T12:00:00Z', { ...two, announce: ms(15 * minute) }).until('2026-12-02T00:00:00Z');
    expect(keeper.told).toEqual([
      '2026-12-01T08:45 checkout claimed',
      '2026-12-01T08:45 checkout announced',
      '2026-12-01T09:00 checkout started slow',
      '2026-12-01T09:01 checkout ended held',
      '2026-12-01T09:01 checkout started broken',
      '2026-12-01T09:02 checkout ended held',
      '2026-12-01T09:02 checkout finished done',
    ]);
  });

  test('is called by its time in the calendar, and starts late by its jitter, drawn from the seed', () => {
    const jittered: Program = { ...tuesdays, when: { kind: 'at', cron: '0 10 * * tue', jitter: ms(10 * minute) } };
    const startOf = (seed: number): number => {
      const keeper = new Keeper('2026-12-01T08:59:00Z', jittered);
      keeper.seed = seed;
      const [first, second] = keeper.until('2026-12-01T10:00:00Z').history;
      expect(first?.slot).toBe('2026-12-01T09:00:00.000Z');
      return (second?.at ?? 0) - Date.parse('2026-12-01T09:00:00Z');
    };
    const starts = Array.from({ length: 30 }, (_, seed) => startOf(seed));
    expect(starts.every((late) => late >= 0 && late < 10 * minute)).toBe(true);
    expect(new Set(starts).size).toBeGreaterThan(20);
    expect(startOf(7)).toBe(startOf(7));
  });

  test('of between comes once a day, between the two times, on its days alone', () => {
    const keeper = new Keeper('2026-12-03T12:00:00Z', { ...tuesdays, when: { kind: 'between', from: '10:00', to: '15:00', days: ['mon', 'fri'] } });
    const starts = keeper.until('2026-12-12T00:00:00Z').history.filter(({ kind }) => kind === 'started');
    expect(starts.map(({ slot }) => slot)).toEqual(['2026-12-04T09:00:00.000Z', '2026-12-07T09:00:00.000Z', '2026-12-11T09:00:00.000Z']);
    for (const { slot, at } of starts) expect((at - Date.parse(slot)) / hour).toSatisfy((late: number) => late >= 0 && late < 5);
  });

  test('that is late by at most a minute still runs', () => {
    expect(new Keeper('2026-12-01T09:01:00Z', tuesdays).until('2026-12-01T10:00:00Z').told).toContain('2026-12-01T09:01 checkout started slow');
  });
});

describe('a slot is skipped, with the reason,', () => {
  const reasons = (keeper: Keeper): readonly string[] => keeper.history.flatMap((step) => (step.kind === 'skipped' ? [step.reason] : []));

  test('outside the windows', () => {
    const early = { ...tuesdays, windows: [{ days: ['tue' as const], from: '10:01', to: '17:00' }] };
    expect(reasons(new Keeper('2026-12-01T08:59:00Z', early).until('2026-12-01T10:00:00Z'))).toEqual(['Tue 2026-12-01 10:00 is outside the windows']);
  });

  test('on a day or in an hour that a calendar has taken', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', { ...tuesdays, skip: ['holidays'] });
    keeper.calendars = { holidays: { kind: 'read', at: () => ({ kind: 'day', title: 'Advent' }) } };
    expect(reasons(keeper.until('2026-12-01T10:00:00Z'))).toEqual(['2026-12-01 is in holidays: Advent']);
    const hours: Calendar = { kind: 'read', at: () => ({ kind: 'hours', title: 'Release' }) };
    const other = new Keeper('2026-12-01T08:59:00Z', { ...tuesdays, skip: ['holidays', 'freezes'] });
    other.calendars = { holidays: { kind: 'read', at: () => undefined }, freezes: hours };
    expect(reasons(other.until('2026-12-01T10:00:00Z'))).toEqual(['Tue 2026-12-01 10:00 is in freezes: Release']);
  });

  test('while a calendar cannot be read: unknown means no', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', { ...tuesdays, skip: ['holidays'] });
    keeper.calendars = { holidays: { kind: 'unreadable', why: 'its address answers 500' } };
    expect(reasons(keeper.until('2026-12-01T10:00:00Z'))).toEqual(['calendar holidays cannot be read: its address answers 500']);
    expect(reasons(new Keeper('2026-12-01T08:59:00Z', { ...tuesdays, skip: ['holidays'] }).until('2026-12-01T10:00:00Z'))).toEqual([
      'calendar holidays is not known',
    ]);
  });

  test('while runs are blocked', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', tuesdays);
    keeper.blocked = 'incident 42';
    expect(reasons(keeper.until('2026-12-01T10:00:00Z'))).toEqual(['runs are blocked: incident 42']);
  });

  test('while runs are blocked, of which nobody is told that it comes; should the block end in time, they are', () => {
    const announced = { ...two, announce: ms(15 * minute) };
    const blocked = new Keeper('2026-12-01T08:30:00Z', announced);
    blocked.blocked = 'incident 42';
    expect(blocked.until('2026-12-01T10:00:00Z').told).toEqual([
      '2026-12-01T08:45 checkout claimed',
      '2026-12-01T09:00 checkout skipped runs are blocked: incident 42',
    ]);
    const freed = new Keeper('2026-12-01T08:30:00Z', announced);
    freed.blocked = 'incident 42';
    freed.until('2026-12-01T08:50:00Z').blocked = undefined;
    expect(freed.until('2026-12-01T10:00:00Z').told.slice(0, 3)).toEqual([
      '2026-12-01T08:45 checkout claimed',
      '2026-12-01T08:50 checkout announced',
      expect.stringContaining('2026-12-01T09:00 checkout started'),
    ]);
  });

  test('when nobody was there at its time: it is not made up', () => {
    const keeper = new Keeper('2026-11-24T08:59:00Z', tuesdays).until('2026-11-24T10:00:00Z');
    keeper.now = Date.parse('2026-12-01T13:00:00Z');
    keeper.history = [...keeper.history];
    expect(keeper.until('2026-12-01T14:00:00Z').told.slice(-2)).toEqual([
      '2026-12-01T13:00 checkout claimed',
      '2026-12-01T13:00 checkout skipped missed: its start was at Tue 2026-12-01 10:00, and nobody was there until 4 h later',
    ]);
  });

  test('of several that were missed the last alone, and none of before the schedule was ever kept', () => {
    const daily: Program = { ...tuesdays, when: { kind: 'at', cron: '0 10 * * *', jitter: ms(0) } };
    expect(new Keeper('2026-12-01T13:00:00Z', daily).until('2026-12-01T14:00:00Z').history).toEqual([]);
    const keeper = new Keeper('2026-11-24T08:59:00Z', daily).until('2026-11-24T10:00:00Z');
    keeper.now = Date.parse('2026-11-30T13:00:00Z');
    expect(keeper.until('2026-11-30T14:00:00Z').history.filter(({ kind }) => kind === 'skipped')).toMatchObject([{ slot: '2026-11-30T09:00:00.000Z' }]);
  });

  test('while another job of the schedule runs, also where nobody could look until that was over', () => {
    const other: Program = { ...tuesdays, job: 'catalog', when: { kind: 'at', cron: '30 10 * * tue', jitter: ms(0) } };
    const keeper = new Keeper('2026-12-01T08:59:00Z', tuesdays, other);
    keeper.ends = () => ({ outcome: 'held', takes: hour });
    keeper.until('2026-12-01T12:00:00Z');
    expect(keeper.told.filter((line) => line.includes('catalog'))).toEqual([
      '2026-12-01T10:00 catalog claimed',
      '2026-12-01T10:00 catalog skipped checkout of Tue 2026-12-01 10:00 was still running',
    ]);
    const meanwhile = new Keeper('2026-12-01T09:30:00Z', other);
    const running = { schedule: 'weekly', job: 'checkout', slot: '2026-12-01T09:00:00.000Z', by: 'other:7', at: Date.parse('2026-12-01T09:00:00Z') };
    meanwhile.history.push({ ...running, kind: 'claimed' }, { ...running, kind: 'started', file: '/drills/slow.yaml', nth: 0, attempt: 1 });
    expect(reasons(meanwhile.until('2026-12-01T10:00:00Z'))).toEqual(['checkout of Tue 2026-12-01 10:00 was still running']);
  });
});

describe('a suite', () => {
  test('stops at the first that does not hold', () => {
    for (const outcome of ['refuted', 'inconclusive'] as const) {
      const keeper = new Keeper('2026-12-01T08:59:00Z', two);
      keeper.ends = outcomes(outcome);
      expect(keeper.until('2026-12-01T10:00:00Z').told.at(-1)).toBe(`2026-12-01T09:01 checkout finished stopped slow ended ${outcome}`);
    }
  });

  test('goes on after one that does not hold where it says so', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', { ...two, onNotHeld: 'go-on' });
    keeper.ends = outcomes('refuted', 'held');
    expect(keeper.until('2026-12-01T10:00:00Z').told.slice(-3)).toEqual([
      '2026-12-01T09:01 checkout started broken',
      '2026-12-01T09:02 checkout ended held',
      '2026-12-01T09:02 checkout finished done',
    ]);
  });

  test('never goes on after an abort, a fault that is left, a bug of ours, or a signal', () => {
    for (const outcome of ['aborted', 'not restored', 'tool error'] as const) {
      const keeper = new Keeper('2026-12-01T08:59:00Z', { ...two, onNotHeld: 'go-on' });
      keeper.ends = outcomes(outcome);
      expect(keeper.until('2026-12-01T10:00:00Z').told.at(-1)).toBe(`2026-12-01T09:01 checkout finished stopped slow ended ${outcome}`);
    }
    for (const exitCode of [129, 130, 143]) {
      const keeper = new Keeper('2026-12-01T08:59:00Z', { ...two, onNotHeld: 'go-on' });
      keeper.ends = () => ({ outcome: 'aborted', exitCode });
      expect(keeper.until('2026-12-01T10:00:00Z').told.at(-1)).toBe('2026-12-01T09:01 checkout finished stopped slow ended aborted');
    }
  });

  test('starts nothing more once runs are blocked, its window is over, or a freeze has begun', () => {
    const blocked = new Keeper('2026-12-01T08:59:00Z', { ...two, onNotHeld: 'go-on' });
    blocked.ends = () => {
      blocked.blocked = 'incident 42';
      return { outcome: 'held' };
    };
    expect(blocked.until('2026-12-01T10:00:00Z').told.at(-1)).toBe('2026-12-01T09:01 checkout finished stopped runs are blocked: incident 42');
    const late = new Keeper('2026-12-01T08:59:00Z', { ...two, windows: officeHours });
    late.ends = () => ({ outcome: 'held', takes: 7 * hour });
    expect(late.until('2026-12-01T18:00:00Z').told.at(-1)).toBe('2026-12-01T16:00 checkout finished stopped Tue 2026-12-01 17:00 is outside the windows');
    const frozen = new Keeper('2026-12-01T08:59:00Z', { ...two, skip: ['freezes'] });
    frozen.calendars = { freezes: { kind: 'read', at: (at) => (at > Date.parse('2026-12-01T09:00:30Z') ? { kind: 'hours', title: 'Incident' } : undefined) } };
    expect(frozen.until('2026-12-01T10:00:00Z').told.at(-1)).toBe('2026-12-01T09:01 checkout finished stopped Tue 2026-12-01 10:01 is in freezes: Incident');
  });
});

describe('a refused run', () => {
  const patient: Program = { ...two, retryRefused: { every: ms(15 * minute), within: ms(40 * minute) } };

  test('is the end of its slot where nobody said to try it again', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', two);
    keeper.ends = outcomes('refused');
    expect(keeper.until('2026-12-01T12:00:00Z').told.at(-1)).toBe('2026-12-01T09:01 checkout finished refused slow ended refused');
  });

  test('is tried again with the same seed and values, then the suite goes on', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', patient);
    const seeds: number[] = [];
    const end = outcomes('refused', 'refused', 'held', 'held');
    keeper.ends = (run) => {
      seeds.push(run.seed);
      return end();
    };
    expect(keeper.until('2026-12-01T12:00:00Z').told.filter((line) => line.includes('started'))).toEqual([
      '2026-12-01T09:00 checkout started slow',
      '2026-12-01T09:16 checkout started slow again 2',
      '2026-12-01T09:32 checkout started slow again 3',
      '2026-12-01T09:33 checkout started broken',
    ]);
    expect(new Set(seeds.slice(0, 3)).size).toBe(1);
    expect(keeper.told.at(-1)).toBe('2026-12-01T09:34 checkout finished done');
  });

  test('is tried no longer than said, not outside the windows, and not into the next slot', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', patient);
    keeper.ends = () => ({ outcome: 'refused' });
    expect(keeper.until('2026-12-01T12:00:00Z').told.at(-1)).toBe('2026-12-01T09:33 checkout finished refused slow ended refused, 3 times');
    const short = new Keeper('2026-12-01T08:59:00Z', { ...patient, windows: [{ days: ['tue'], from: '09:00', to: '10:20' }] });
    short.ends = () => ({ outcome: 'refused' });
    expect(short.until('2026-12-01T12:00:00Z').told.at(-1)).toBe('2026-12-01T09:32 checkout finished refused Tue 2026-12-01 10:32 is outside the windows');
    const often = new Keeper('2026-12-01T08:59:00Z', { ...patient, when: { kind: 'at', cron: '*/20 * * * *', jitter: ms(0) } });
    often.ends = () => ({ outcome: 'refused' });
    const tries = often.until('2026-12-01T09:19:59Z').history.filter(({ kind }) => kind === 'started');
    expect(tries).toHaveLength(2);
  });

  test('is never tried again when it had injected anything', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', patient);
    keeper.ends = () => ({ outcome: 'refused', injected: true });
    expect(keeper.until('2026-12-01T12:00:00Z').history.filter(({ kind }) => kind === 'started')).toHaveLength(1);
  });

  test('that waits lets another job run, and comes after it', () => {
    const other: Program = { ...tuesdays, job: 'catalog', what: suiteOf('catalog'), when: { kind: 'at', cron: '10 10 * * tue', jitter: ms(0) } };
    const keeper = new Keeper('2026-12-01T08:59:00Z', patient, other);
    const end = outcomes('refused');
    keeper.ends = ({ file }) => (file.includes('catalog') ? { outcome: 'held', takes: 10 * minute } : end());
    expect(keeper.until('2026-12-01T12:00:00Z').told.filter((line) => line.includes('started'))).toEqual([
      '2026-12-01T09:00 checkout started slow',
      '2026-12-01T09:10 catalog started catalog',
      '2026-12-01T09:20 checkout started slow again 2',
      '2026-12-01T09:21 checkout started broken',
    ]);
  });
});

describe('a scheduler that is gone', () => {
  const steps = ['claimed', 'announced', 'started', 'ended'] as const;

  test.for(steps)('after %s leaves its slot interrupted, and it is never run again', (last) => {
    const keeper = new Keeper('2026-12-01T08:00:00Z', { ...two, announce: ms(15 * minute) }).until('2026-12-01T12:00:00Z');
    const cut = keeper.history.findIndex(({ kind }) => kind === last);
    const next = new Keeper('2026-12-01T08:50:00Z', { ...two, announce: ms(15 * minute) });
    next.history = keeper.history.slice(0, cut + 1);
    next.now = Math.max(next.now, next.history.at(-1)?.at ?? 0);
    next.by = 'host:2';
    next.gone.add('host:1');
    next.until('2026-12-01T12:00:00Z');
    expect(next.told.slice(cut + 1)).toEqual([
      expect.stringMatching(`checkout finished interrupted its scheduler \\(host:1\\) is gone; its last step was ${last}$`),
    ]);
  });

  test('is told from one that lives: whose slot is left alone', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', two);
    keeper.history.push({ schedule: 'weekly', job: 'checkout', slot: '2026-12-01T09:00:00.000Z', by: 'other:7', at: keeper.now, kind: 'claimed' });
    keeper.until('2026-12-01T12:00:00Z');
    expect(keeper.history).toHaveLength(1);
  });

  test('does not keep another job from its time', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', tuesdays);
    const gone = { schedule: 'weekly', job: 'catalog', slot: '2026-12-01T08:30:00.000Z', by: 'other:7', at: keeper.now - minute };
    keeper.history.push({ ...gone, kind: 'claimed' }, { ...gone, kind: 'started', file: '/drills/catalog.yaml', nth: 0, attempt: 1 });
    keeper.gone.add('other:7');
    expect(keeper.until('2026-12-01T10:00:00Z').told.at(-1)).toBe('2026-12-01T09:01 checkout finished done');
  });
});

test('a slot that a person asked for runs at once, whatever the windows and calendars, and is not announced', () => {
  const bound: Program = { ...two, windows: officeHours, skip: ['holidays'], announce: ms(15 * minute) };
  const keeper = new Keeper('2026-12-05T20:00:00Z', bound);
  keeper.history.push({ schedule: 'weekly', job: 'checkout', slot: 'now 2026-12-05T20:00:00.000Z', at: keeper.now, by: keeper.by, kind: 'claimed' });
  expect(keeper.until('2026-12-05T21:00:00Z').told).toEqual([
    '2026-12-05T20:00 checkout claimed',
    '2026-12-05T20:00 checkout started slow',
    '2026-12-05T20:01 checkout ended held',
    '2026-12-05T20:01 checkout started broken',
    '2026-12-05T20:02 checkout ended held',
    '2026-12-05T20:02 checkout finished done',
  ]);
});

describe('a schedule that is changed while a slot is open', () => {
  test('does not begin what stands in the place of another run now', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', two);
    keeper.until('2026-12-01T09:00:01Z');
    expect(keeper.told.at(-1)).toBe('2026-12-01T09:01 checkout ended held');
    expect(keeper.says({ ...two, what: suiteOf('catalog', 'slow', 'broken') })).toMatchObject({
      kind: 'finish',
      how: 'stopped',
      reason: expect.stringMatching(/, and the schedule was changed meanwhile$/),
    });
    expect(keeper.says({ ...two, what: suiteOf('slow', 'catalog') })).toMatchObject({ kind: 'run', run: { file: '/drills/catalog.yaml', nth: 1 } });
    expect(keeper.says({ ...two, what: suiteOf('slow') })).toMatchObject({ kind: 'finish', how: 'done' });
  });

  test('ends the slot of a job that it no longer has, so that no other waits for it', () => {
    const keeper = new Keeper('2026-12-01T08:59:00Z', two).until('2026-12-01T09:00:01Z');
    const { history, now, seed, calendars, by } = keeper;
    const other = { ...tuesdays, job: 'catalog' };
    const circumstances = { history, now, seed, calendars, occurrences, by, isGone: () => false };
    const [first, ...rest] = answersOf({ jobs: [other] }, circumstances);
    expect(first).toMatchObject({ kind: 'finish', slot: { job: 'checkout' }, how: 'stopped', reason: 'the schedule has no job checkout any more' });
    expect(rest).toHaveLength(1);
    expect(answersOf({ jobs: [two] }, circumstances)).toHaveLength(1);
    expect(answersOf({ jobs: [other] }, { ...circumstances, by: 'host:2' })).toHaveLength(1);
    expect(answersOf({ jobs: [other] }, { ...circumstances, by: 'host:2', isGone: () => true })[0]).toMatchObject({ kind: 'finish', how: 'interrupted' });
  });
});

test('a job that is never due again stops', () => {
  const keeper = new Keeper('2026-12-01T08:59:00Z', { ...tuesdays, when: { kind: 'at', cron: '0 0 30 2 *', jitter: ms(0) } });
  expect(keeper.says()).toEqual({ kind: 'stop', why: 'checkout is never due again' });
});

test('what it waits for is said', () => {
  const keeper = new Keeper('2026-12-01T08:00:00Z', tuesdays);
  expect(keeper.says()).toEqual({ kind: 'wait', until: Date.parse('2026-12-01T09:00:00Z'), why: 'checkout comes at Tue 2026-12-01 10:00' });
});
