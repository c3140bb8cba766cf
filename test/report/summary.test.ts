import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { readSummary } from '../../src/domain/memory/read-summary.ts';
import type { RunSummary } from '../../src/domain/memory/run-summary.ts';
import { ms } from '../../src/domain/units.ts';
import { summarise } from '../../src/report/summary.ts';
import { viewOf } from '../../src/report/view.ts';
import { at } from '../domain/story.ts';
import { aborted, held, opening, refuted } from './runs.ts';

function summaryOf(events: readonly Event[]): RunSummary {
  const view = viewOf(events);
  if (view === undefined) throw new Error('no run');
  return summarise(view, 4711);
}

describe('what is remembered of a run', () => {
  test('is who it was, how it ended and every number that runs are compared by', () => {
    const { slis, expectations, ...rest } = summaryOf(held({ slot: { schedule: 'weekly', job: 'suite', slot: '2026-11-24T12:00:00.000Z' } }));
    expect(rest).toMatchObject({
      schemaVersion: 1,
      run: '7k2',
      recorded: 4711,
      experiment: 'slow-payments',
      owner: 'checkout-team',
      environment: 'staging',
      started: '2026-11-24T12:00:00.000Z',
      finished: '2026-11-24T12:02:00.000Z',
      lasted: 96_010,
      outcome: 'held',
      exitCode: 0,
      recovery: { took: 1940 },
      faults: [{ fault: 'slow', n: 1, status: 'restored', targets: ['payments'], restoreTook: 50, hits: 1200, by: 'runner', type: 'toxiproxy.latency' }],
      aborts: [{ id: 'abort.availability', sli: 'availability', written: 'availability below 80 % for 2 s' }],
      refusals: [],
      slot: { schedule: 'weekly', job: 'suite', slot: '2026-11-24T12:00:00.000Z' },
    });
    expect(slis.map(({ name, dimension, worse }) => [name, dimension, worse])).toEqual([
      ['availability', 'ratio', 'low'],
      ['p99', 'duration', 'high'],
      ['breaker-open', 'number', undefined],
    ]);
    expect(expectations.map(({ id, status, text, written }) => [id, status, text, written])).toEqual([
      ['during.availability', 'met', 'availability at least 99 % during the fault', 'availability at least 99 % during the fault'],
      ['during.p99', 'met', 'p99 at most 170 ms (130 % of baseline or +50 ms) during the fault, after 15 s', 'p99 at most 130 % of baseline or +50 ms during the fault, after 15 s'], // prettier-ignore
      ['throughout.availability', 'met', 'availability at least 90 % in every sample during the fault', 'availability at least 90 % in every sample during the fault'], // prettier-ignore
      ['recovery', 'met', 'steady state again within 30 s of the restore', 'steady state again within 30 s of the restore'],
    ]);
  });

  test('has the same keys though the baseline of the day is another', () => {
    const slower = held().map((event) => (event.kind === 'baseline.measured' ? { ...event, values: { ...event.values, p99: 240 } } : event));
    const keys = (events: readonly Event[]) => summaryOf(events).expectations.map(({ key }) => key);
    expect(summaryOf(slower).expectations[1]?.limit).not.toBe(summaryOf(held()).expectations[1]?.limit);
    expect(keys(slower)).toEqual(keys(held()));
  });

  test('of an aborted one says what halted it and when', () => {
    const { halt, because, aborts } = summaryOf(aborted());
    expect(halt).toMatchObject({ words: because, breachedAt: 42_000, decidedAt: expect.any(Number), restoredAt: expect.any(Number) });
    expect(aborts[0]?.breached).toMatchObject({ limit: 0.8 });
  });

  test('of one that was halted and is not restored still says what halted it', () => {
    const left = aborted().filter(({ kind }) => kind !== 'fault.restored' && kind !== 'run.restored' && kind !== 'verdict.reached');
    const { outcome, halt, because } = summaryOf(left);
    expect([outcome, because]).toEqual(['not restored', 'slow is not restored on payments (no restore is on record)']);
    expect(halt?.words).toMatch(/^availability is .* \(abort .*\)$/);
    expect(halt?.restoredAt).toBeUndefined();
  });

  test('of a refused one says why', () => {
    const refusals = [{ why: 'payments is not ready', hint: 'Wait.' }];
    expect(summaryOf([...opening(), at(21_000, { kind: 'preflight.refused', refusals })])).toMatchObject({
      outcome: 'refused',
      refusals: ['payments is not ready'],
    });
  });

  test('comes back from a file as it went, and nothing else does', () => {
    for (const events of [held(), refuted(), aborted(), opening()]) {
      const summary = summaryOf(events);
      expect(readSummary(JSON.parse(JSON.stringify(summary)))).toStrictEqual(summary);
    }
    for (const other of [undefined, null, 'x', {}, { ...summaryOf(held()), schemaVersion: 2 }, { ...summaryOf(held()), lasted: 'long' }, { ...summaryOf(held()), outcome: 'great' }]) expect(readSummary(other)).toBeUndefined(); // prettier-ignore
    expect(readSummary({ ...summaryOf(held()), lasted: ms(7), newer: 'key' })).toStrictEqual({ ...summaryOf(held()), lasted: 7 });
  });
});
