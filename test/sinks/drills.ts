/** Whole runs as sinks hear them. */
import type { Event, RunStarted } from '../../src/domain/events.ts';
import type { Who } from '../../src/domain/undo.ts';
import { ms } from '../../src/domain/units.ts';
import { at, comes, condition, ends, good, goes, out, phase, recovery, sampled, started, told, verdictOf } from '../domain/story.ts';

const wallAt = (time: number): string => new Date(Date.UTC(2026, 10, 24, 12) + time).toISOString();

/** The end of a run at `time`: its verdict, and that it is over. */
export function endOf(events: readonly Event[], time: number, by: Who = 'runner'): Event[] {
  const verdict = verdictOf(events);
  const { outcome, exitCode } = verdict;
  return [
    at(time, { kind: 'verdict.reached', verdict }),
    at(time + 1, { kind: 'run.finished', run: '7k2', outcome, exitCode, wall: wallAt(time + 1), folder: '.firedrill/runs/7k2', by }),
  ];
}

const concluded = (events: Event[], time: number): Event[] => [...events, ...endOf(events, time)];

const facts: Partial<RunStarted> = {
  expect: [recovery(30_000)],
  abort: [{ id: 'abort.queued', condition: condition('queued', 'above', 100), patience: { kind: 'for', for: ms(2000) } }],
};

/** A fault comes at 10 s, is aborted for at 14 s, and is out at 14.2 s. */
export function abortedDrill(more: Partial<RunStarted> = {}): Event[] {
  const reason = { kind: 'abort', id: 'abort.queued', sli: 'queued', condition: 'queued above 100 for 2 s', value: 240, shown: '240' } as const;
  return concluded(
    told(
      started({ ...facts, ...more }),
      phase(9000, 'inject'),
      comes(10_000),
      sampled('queued', good(12_000, 240)),
      at(14_000, { kind: 'abort.breached', id: 'abort.queued', since: ms(12_000), value: 240 }),
      at(14_050, { kind: 'run.halted', reason, breachedAt: ms(12_000), decidedAt: ms(14_050) }),
      goes(14_100),
      out(14_200),
      ends(14_300),
      at(20_000, { kind: 'recovery.reached', since: ms(15_000), took: ms(800) }),
    ),
    20_100,
  );
}

/** What a run is whose restore failed: its fault is left. */
export function leftDrill(more: Partial<RunStarted> = {}): Event[] {
  const left = [{ target: 'payments', why: 'the proxy does not answer', command: 'firedrill restore 7k2' }];
  return concluded(
    told(
      started({ ...facts, ...more }),
      comes(10_000),
      at(15_000, { kind: 'fault.restoring', fault: 'slow', n: 1 }),
      at(15_900, { kind: 'fault.left', fault: 'slow', n: 1, by: 'runner', left }),
      out(16_000),
    ),
    16_100,
  );
}

/** The same, after `firedrill restore` took out what was left: it has ended twice. */
export function restoredSince(drill: readonly Event[]): Event[] {
  const more = [...drill, at(90_000, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(40), by: 'restore' as const }), out(90_100)];
  return [...more, ...endOf(more, 90_200, 'restore')];
}

/** The drill until its verdict: what was told by then. */
export const untilVerdict = (drill: readonly Event[]): Event[] =>
  drill.slice(
    0,
    drill.findIndex(({ kind }) => kind === 'verdict.reached'),
  );
