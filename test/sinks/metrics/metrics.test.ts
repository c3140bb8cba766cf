import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/events.ts';
import { ms } from '../../../src/domain/units.ts';
import { createMetrics } from '../../../src/sinks/metrics/metrics.ts';
import { run as arbitraryRun } from '../../domain/arbitrary.ts';
import { at, comes, fault, goes, started, told } from '../../domain/story.ts';
import { abortedDrill, endOf, leftDrill, restoredSince, untilVerdict } from '../drills.ts';

/** The samples of a page, without comments. */
async function samplesOf(metrics: { text(): Promise<string> }): Promise<readonly string[]> {
  return (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
const like = (samples: readonly string[], start: string): readonly string[] => samples.filter((sample) => sample.startsWith(start));

async function after(events: readonly Event[]): Promise<readonly string[]> {
  const metrics = createMetrics();
  const tell = metrics.follow();
  for (const event of events) tell(event);
  return samplesOf(metrics);
}
const activeAfter = async (events: readonly Event[]): Promise<readonly string[]> => like(await after(events), 'firedrill_fault_active');

const gone = 'firedrill_fault_active{experiment="slow-payments",fault="slow"} 0';
const there = 'firedrill_fault_active{experiment="slow-payments",fault="slow"} 1';

describe('the metrics of runs', () => {
  test('count each by its outcome, and say when it ended', async () => {
    const samples = await after(abortedDrill());
    expect(like(samples, 'firedrill_runs_total')).toEqual(['firedrill_runs_total{experiment="slow-payments",outcome="aborted"} 1']);
    expect(like(samples, 'firedrill_last_run')).toEqual(['firedrill_last_run_timestamp_seconds{experiment="slow-payments",outcome="aborted"} 1795521620.101']);
  });

  test('say how long it took from breach to decision, and from there until everything was out', async () => {
    const samples = await after(abortedDrill());
    expect(like(samples, 'firedrill_halt_seconds_sum')).toEqual(['firedrill_halt_seconds_sum{experiment="slow-payments"} 2.05']);
    expect(like(samples, 'firedrill_restore_seconds_sum')).toEqual(['firedrill_restore_seconds_sum{experiment="slow-payments"} 0.15']);
  });

  test('have nothing of runs that have not been, and of two what both did', async () => {
    const metrics = createMetrics();
    expect(await samplesOf(metrics)).toEqual([]);
    for (const drill of [abortedDrill(), abortedDrill(), leftDrill()]) {
      const tell = metrics.follow();
      for (const event of drill) tell(event);
    }
    expect(like(await samplesOf(metrics), 'firedrill_runs_total')).toEqual([
      'firedrill_runs_total{experiment="slow-payments",outcome="aborted"} 2',
      'firedrill_runs_total{experiment="slow-payments",outcome="not restored"} 1',
    ]);
  });

  test('know of runs from before, and of slots that were skipped', async () => {
    const metrics = createMetrics();
    metrics.lastRun('slow-payments', 'held', '2026-11-24T12:00:00Z');
    metrics.skipped('weekly', 'shop');
    expect(await samplesOf(metrics)).toEqual([
      'firedrill_last_run_timestamp_seconds{experiment="slow-payments",outcome="held"} 1795521600',
      'firedrill_slots_skipped_total{schedule="weekly",job="shop"} 1',
    ]);
  });
});

describe('an active fault', () => {
  test('is there from its injection until it is seen to be gone', async () => {
    expect(await activeAfter([started()])).toEqual([gone]);
    expect(await activeAfter(told(started(), comes(10_000)))).toEqual([there]);
    expect(await activeAfter(told(started(), comes(10_000), goes(14_000)))).toEqual([gone]);
  });

  test('of a dry run never was', async () => {
    expect(await activeAfter(told(started({ rehearsal: true }), comes(10_000)))).toEqual([gone]);
  });

  test('of several rounds is gone with the last of them', async () => {
    expect(await activeAfter(told(started(), comes(10_000), comes(11_000, 'slow', 2), goes(14_000)))).toEqual([there]);
    expect(await activeAfter(told(started(), comes(10_000), comes(11_000, 'slow', 2), goes(14_000), goes(15_000, 'slow', 2)))).toEqual([gone]);
  });

  test('of a run whose runner died is gone when its guardian has ended it', async () => {
    const before = told(started(), comes(10_000));
    const restored = at(12_000, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(40), by: 'guardian' });
    const record = [...before, restored];
    expect(await activeAfter([...record, ...endOf(record, 13_000, 'guardian')])).toEqual([gone]);
  });

  test('is gone with a verdict that says so, also where what came between was lost', async () => {
    const whole = abortedDrill();
    const lossy = whole.filter(({ kind }) => kind !== 'fault.restored');
    expect(await activeAfter(lossy)).toEqual([gone]);
  });

  test('of a run of whose last words only the end was heard is gone, unless it was not restored', async () => {
    const finished = (outcome: 'aborted' | 'not restored'): Event =>
      at(13_000, { kind: 'run.finished', run: '7k2', outcome, exitCode: 3, wall: '2026-11-24T12:00:13Z', folder: 'f', by: 'guardian' });
    expect(await activeAfter([...told(started(), comes(10_000)), finished('aborted')])).toEqual([gone]);
    expect(await activeAfter([...told(started(), comes(10_000)), finished('not restored')])).toEqual([there]);
  });

  test('that could not be restored stays, until the run holds nothing any more', async () => {
    let held = true;
    const metrics = createMetrics((run) => run === '7k2' && held);
    const tell = metrics.follow();
    for (const event of leftDrill()) tell(event);
    expect(like(await samplesOf(metrics), 'firedrill_fault_active')).toEqual([there]);
    held = false;
    expect(like(await samplesOf(metrics), 'firedrill_fault_active')).toEqual([gone]);
    expect(await activeAfter(restoredSince(leftDrill()))).toEqual([gone]);
  });

  test('is 0 at the end of every run that left nothing, whatever happened in it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, async (events) => {
        const ended = [...events, ...endOf(events, 99_000)];
        const verdict = ended.find((event) => event.kind === 'verdict.reached')?.verdict;
        const anyLeft = verdict?.faults.some(({ status }) => status === 'left') === true;
        const active = (await activeAfter(ended)).some((sample) => sample.endsWith(' 1'));
        expect(active && !anyLeft).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('is told apart by experiment, and by its name', async () => {
    const drill = told(started({ faults: [fault('slow'), fault('"quoted"\n')] }), comes(10_000, '"quoted"\n'));
    expect(await activeAfter(untilVerdict([...drill, ...endOf(drill, 20_000)]))).toEqual([
      'firedrill_fault_active{experiment="slow-payments",fault="slow"} 0',
      String.raw`firedrill_fault_active{experiment="slow-payments",fault="\"quoted\"\n"} 1`,
    ]);
  });
});
