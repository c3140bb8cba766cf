import { expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { ms } from '../../src/domain/units.ts';
import type { Outcome } from '../../src/domain/verdict.ts';
import { RunStory } from '../../src/schedule/run-end.ts';
import { finished } from '../fakes/runs.ts';

const at = ms(1);
const started = { kind: 'run.started', at, run: '7k2m4p', rehearsal: false } as unknown as Event;
const prepared: Event = { kind: 'fault.prepared', at, fault: 'slow', n: 1, targets: ['payments'] };
const refused: Event = { kind: 'fault.refused', at, fault: 'slow', n: 1, refusals: [] };
const end = (outcome: Outcome, code: number): Event => finished('7k2m4p', outcome, code);

function story(...events: readonly Event[]): RunStory {
  const told = new RunStory();
  for (const event of events) told.hear(event);
  return told;
}

test('what a run prints says how it ended, and whether anything was injected', () => {
  expect(story(started, prepared, end('held', 0)).end({ kind: 'exited', code: 0 })).toEqual({ run: '7k2m4p', outcome: 'held', exitCode: 0, injected: true });
  expect(story(started, end('refused', 4)).end({ kind: 'exited', code: 4 })).toEqual({ run: '7k2m4p', outcome: 'refused', exitCode: 4, injected: false });
});

test('a fault that refused at the last moment has injected nothing', () => {
  expect(story(started, prepared, refused, end('refused', 4)).end({ kind: 'exited', code: 4 }).injected).toBe(false);
});

test('a file that got no run is no run, and has injected nothing', () => {
  const none: Event = { ...finished('', 'invalid', 2) };
  expect(story(none).end({ kind: 'exited', code: 2 })).toEqual({ outcome: 'invalid', exitCode: 2, injected: false });
});

test('a rehearsal prepares and injects nothing', () => {
  const rehearsal = { ...started, rehearsal: true } as Event;
  expect(story(rehearsal, prepared, end('inconclusive', 6)).end({ kind: 'exited', code: 6 }).injected).toBe(false);
});

test('a run that was killed ends as its guardian wrote, and nothing follows it', () => {
  expect(story(started, prepared).end({ kind: 'killed', signal: 'SIGKILL' }, finished('7k2m4p', 'aborted', 3))).toEqual({
    run: '7k2m4p',
    outcome: 'aborted',
    exitCode: 3,
    injected: true,
    noMore: 'its run was killed (SIGKILL)',
  });
});

test('a run of whose end nobody knows is not restored, and may have injected', () => {
  expect(story(started).end({ kind: 'killed', signal: 'SIGKILL' })).toEqual({
    run: '7k2m4p',
    outcome: 'not restored',
    exitCode: 5,
    injected: true,
    noMore: 'nobody knows how its run ended (SIGKILL)',
  });
});

test('a process that ended without a first word has begun no run: a signal may come before it listens', () => {
  expect(story().end({ kind: 'killed', signal: 'SIGTERM' })).toEqual({
    outcome: 'aborted',
    exitCode: 143,
    injected: false,
    noMore: 'its process ended before it began a run (SIGTERM)',
  });
  expect(story().end({ kind: 'exited', code: 1 })).toMatchObject({
    outcome: 'tool error',
    exitCode: 70,
    noMore: 'its process ended before it began a run (exit 1)',
  });
});

test.each([
  ['not restored', 5, 'its run ended not restored'],
  ['tool error', 70, 'its run ended tool error'],
] as const)('after %s nothing else of the slot is started', (outcome, code, why) => {
  expect(story(started, prepared, end(outcome, code)).end({ kind: 'exited', code }).noMore).toBe(why);
});

test('after a halt by a person or a signal nothing else is started; after one by an abort condition the schedule decides', () => {
  const halted = (reason: Extract<Event, { kind: 'run.halted' }>['reason']): Event => ({ kind: 'run.halted', at, reason, breachedAt: at, decidedAt: at });
  const after = (reason: Extract<Event, { kind: 'run.halted' }>['reason']): string | undefined =>
    story(started, prepared, halted(reason), end('aborted', 3)).end({ kind: 'exited', code: 3 }).noMore;
  expect(after({ kind: 'operator', by: 'ada', why: 'shoppers complain' })).toBe('ada halted its run');
  expect(after({ kind: 'signal', signal: 'SIGTERM' })).toBe('SIGTERM halted its run');
  expect(after({ kind: 'limit', limit: ms(1) })).toBeUndefined();
});
