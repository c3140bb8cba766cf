import { expect, test } from 'vitest';
import type { AbortCondition } from '../../src/domain/experiment.ts';
import type { Event, FaultFacts, HaltReason } from '../../src/domain/events.ts';
import type { Observation } from '../../src/domain/plan.ts';
import { ms, units } from '../../src/domain/units.ts';
import { at, comes, condition, during, ends, eventually, fault, goes, out, phase, recovery, sli, started, stream, told, verdictOf } from './story.ts';

const expectation = during(condition('p99', 'at-most', 300));
const values = (value: number): Event[] => stream('p99', 11_000, Array<number>(10).fill(value));

/** One fault from 10 s to 20 s; `more` is what else happened. */
function story(value: number, facts: Parameters<typeof started>[0] = {}, ...more: Event[]): Event[] {
  return told(
    started({ expect: [expectation], ...facts }),
    phase(9000, 'inject'),
    comes(10_000),
    values(value),
    goes(20_000),
    phase(20_060, 'restore'),
    out(20_100),
    more,
    ends(40_000),
  );
}
const halted = (reason: HaltReason): Event => at(15_000, { kind: 'run.halted', reason, breachedAt: ms(13_000), decidedAt: ms(15_000) });
const left = (time: number): Event =>
  at(time, {
    kind: 'fault.left',
    fault: 'slow',
    n: 1,
    by: 'runner',
    left: [{ target: 'payments', why: 'the server does not answer', command: 'toxiproxy-cli toxic remove' }],
  });
const ending = (events: readonly Event[]) => {
  const { outcome, exitCode, because } = verdictOf(events);
  return [outcome, exitCode, because];
};

test('held: every expectation met and everything restored', () => {
  expect(ending(story(100))).toEqual(['held', 0, 'the one expectation is met']);
  const two = { expect: [expectation, { ...expectation, id: 'again' }] };
  expect(ending(story(100, two))[2]).toBe('all 2 expectations met');
});

test('refuted: an expectation is broken', () => {
  expect(ending(story(412))).toEqual(['refuted', 1, 'during.p99: 412 ms, must be at most 300 ms']);
});

const abort: AbortCondition = { id: 'abort.availability', condition: condition('availability', 'below', 0.8), patience: { kind: 'for', for: ms(2000) } };
const breach: HaltReason = { kind: 'abort', id: abort.id, sli: 'availability', condition: 'below 80 % for 2 s', value: 0.712, shown: '71.2 %' };

test('aborted outranks refuted, and says which condition and by how much', () => {
  expect(ending(story(412, { abort: [abort] }, halted(breach)))).toEqual(['aborted', 3, 'availability fell to 71.2 % (abort below 80 % for 2 s)']);
});

test('a halt shows when it began, when it was decided, and when everything was out', () => {
  expect(verdictOf(story(100, {}, halted(breach))).halt).toEqual({ reason: breach, breachedAt: 13_000, decidedAt: 15_000, restoredAt: 20_100 });
  expect(verdictOf(story(100, {}, halted(breach), left(20_090))).halt).not.toHaveProperty('restoredAt');
});

test('the first reason to halt wins', () => {
  const second = at(15_001, { kind: 'run.halted', reason: { kind: 'limit', limit: ms(300_000) }, breachedAt: ms(15_001), decidedAt: ms(15_001) });
  expect(verdictOf(story(100, {}, halted(breach), second)).halt?.reason).toEqual(breach);
});

test('every reason to halt is one sentence', () => {
  const because = (reason: HaltReason) => ending(story(100, {}, halted(reason)))[2];
  expect(because({ kind: 'blind', sli: 'p99', why: 'no answer' })).toBe('p99 was blind for too long: no answer');
  expect(because({ kind: 'limit', limit: ms(300_000) })).toBe('the run reached its hard limit of 5 m (limits.duration)');
  expect(because({ kind: 'operator', by: 'anna', why: 'the shop is on fire' })).toBe('stopped by anna: the shop is on fire');
  expect(because({ kind: 'record', why: 'ENOSPC' })).toBe('the record could not be written: ENOSPC');
});

test('a run halted by a signal ends with the code of the shell, but not restored outranks it', () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    expect(ending(story(100, {}, halted({ kind: 'signal', signal })))).toEqual(['aborted', code, `stopped by ${signal}`]);
  }
  expect(ending(story(100, {}, halted({ kind: 'signal', signal: 'SIGINT' }), left(20_090))).slice(0, 2)).toEqual(['not restored', 5]);
});

test('not restored outranks a bug of ours, which outranks the rest', () => {
  const bug = at(15_000, { kind: 'tool.failed', why: 'x is not a function' });
  expect(ending(story(412, {}, bug, halted(breach)))).toEqual(['tool error', 70, 'a bug in firedrill: x is not a function']);
  expect(ending(story(412, {}, bug, left(20_090)))).toEqual(['not restored', 5, 'slow is not restored on payments (the server does not answer)']);
});

test('what was left and is restored later is restored, but its run is never held', () => {
  for (const [by, words] of [
    ['guardian', 'the guardian'],
    ['restore', 'firedrill restore'],
  ] as const) {
    const later = at(30_000, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(10), by });
    const events = story(100, {}, left(20_090), later);
    expect(verdictOf(events).faults).toMatchObject([{ status: 'restored', by, left: [] }]);
    expect(ending(events)).toEqual(['inconclusive', 6, `slow was left by the run, and taken out only later, by ${words}`]);
  }
});

test('what its run restores at the second try is restored as ever', () => {
  const again = at(20_095, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(10), by: 'runner' });
  const leftFirst = story(100, {}, left(20_090), again).filter(({ kind, at: when }) => kind !== 'fault.restored' || when > 20_090);
  expect(ending(leftFirst)[0]).toBe('held');
});

test('what a person lets go is never restored, and its run never held', () => {
  const letGo = at(30_000, { kind: 'fault.forgotten', fault: 'slow', n: 1, reason: 'the host was scrapped' });
  const events = story(100, {}, left(20_090), letGo);
  const verdict = verdictOf(events);
  expect(ending(events)).toEqual(['inconclusive', 6, 'slow was let go, and nobody saw it gone: the host was scrapped']);
  expect(verdict.faults).toMatchObject([{ status: 'forgotten', by: 'restore', note: 'let go: the host was scrapped', left: [] }]);
  expect(verdictOf(story(100, {}, halted(breach), left(20_090), letGo)).halt).not.toHaveProperty('restoredAt');
  expect(ending(told(started({ expect: [expectation] }), comes(10_000), values(100), letGo))).toEqual([
    'aborted',
    3,
    'the runner was gone, and its faults were let go later',
  ]);
});

test('a steady state seen while something is left is no recovery, nor the beginning of what is expected from the restore on', () => {
  const both = [recovery(30_000), eventually(condition('p99', 'at-most', 300), 5000, 'restore')];
  const reached = at(25_000, { kind: 'recovery.reached', since: ms(21_000), took: ms(1000) });
  const later = at(30_000, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(10), by: 'restore' });
  const leftUntilLater = story(100, { expect: both }, left(20_090), reached, later).filter(({ kind }) => kind !== 'run.restored');
  expect(verdictOf(told(leftUntilLater, out(20_100))).expectations).toMatchObject([{ status: 'undecided' }, { id: 'recovery', status: 'undecided' }]);
  expect(verdictOf(told(leftUntilLater, out(20_100)))).not.toHaveProperty('recovery');
  expect(verdictOf(story(100, { expect: both }, reached)).expectations).toMatchObject([{ status: 'met' }, { id: 'recovery', status: 'met' }]);
});

test('a fault that the guardian ends in the place of the runner makes the run aborted', () => {
  const events = told(
    started({ expect: [expectation] }),
    comes(10_000),
    values(100),
    at(16_000, { kind: 'fault.restored', fault: 'slow', n: 1, took: ms(10), by: 'guardian' }),
  );
  expect(ending(events)).toEqual(['aborted', 3, 'the runner was gone, and the guardian restored']);
});

test('a record without a restore is not restored, and names the command', () => {
  const events = told(started({ expect: [expectation] }), comes(10_000), values(100));
  const verdict = verdictOf(events);
  expect(verdict.outcome).toBe('not restored');
  expect(verdict.faults[0]?.left).toEqual([{ target: 'payments', why: 'no restore is on record', command: 'firedrill restore 7k2' }]);
  expect(verdictOf(events.filter(({ kind }) => kind !== 'fault.injected' && kind !== 'fault.present')).outcome).toBe('not restored');
});

test('refused: preflight said no and nothing was touched', () => {
  const refused = at(3000, { kind: 'preflight.refused', refusals: [{ why: 'p99 412 ms, must be at most 300 ms', hint: 'Wait for it.' }] });
  const verdict = verdictOf([started({ expect: [expectation] }), refused]);
  expect([verdict.outcome, verdict.exitCode, verdict.because]).toEqual(['refused', 4, 'p99 412 ms, must be at most 300 ms']);
  expect(verdict.expectations).toMatchObject([{ status: 'undecided', why: 'the run was refused before the fault was seen in place' }]);
});

test('inconclusive: no data, no visible fault, no proof of effect, a vanished fault, a rehearsal, or an expectation undecided', () => {
  const because = (events: readonly Event[]) => ending(events).slice(0, 3);
  const hits = (count: number) => at(15_000, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence: 'present', hits: count } });
  const counted = { faults: [fault('slow', { effect: 'counted' })] };
  expect(because(story(100, counted, hits(0)))).toEqual(['inconclusive', 6, 'slow was in place, but hit nothing']);
  expect(because(story(100, counted))).toEqual(['inconclusive', 6, 'slow was in place, but hit nothing']);
  expect(because(story(100, counted, hits(7)))[0]).toBe('held');
  const vanished = at(19_990, { kind: 'fault.vanished', fault: 'slow', n: 1, detail: 'the toxic is gone' });
  expect(because(story(100, {}, vanished))).toEqual(['inconclusive', 6, 'slow vanished before it was restored: the toxic is gone (and 1 more reason)']);
  expect(because(story(100, { rehearsal: true }))).toEqual(['inconclusive', 6, 'a rehearsal: nothing was injected']);
  expect(because(story(100).filter(({ kind }) => kind !== 'sli.sampled'))[2]).toBe(
    'during.p99 is undecided: no good sample: 0 of 9 slots good (0 blind, 0 no evidence, 9 missing)',
  );
  expect(because(story(100).filter(({ kind }) => kind !== 'fault.present'))[2]).toMatch(/^slow was never seen in place \(and 1 more/);
});

test('a fault that cannot be seen in place for longer than limits.blind leaves the run inconclusive; one that heals, or that nobody could see, does not', () => {
  const recovered = at(20_100, { kind: 'recovery.reached', since: ms(20_100), took: ms(0) });
  const unseen = (presence: 'partly' | 'unknown', times: readonly number[], facts: Partial<FaultFacts> = {}) => {
    const look = (time: number, seen: Observation['presence']) => at(time, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence: seen } });
    const looks = [...times.map((time) => look(time, presence)), look(16_000, 'present'), recovered];
    return verdictOf(story(100, { faults: [fault('slow', facts)] }, ...looks));
  };
  const long = { outcome: 'inconclusive', because: 'slow could not be seen in place for 4 s, longer than 3 s (limits.blind)' };
  expect(unseen('unknown', [11_000, 12_000, 13_000, 14_000])).toMatchObject(long);
  expect(unseen('partly', [11_000, 12_000, 13_000, 14_000])).toMatchObject(long);
  const short = unseen('unknown', [11_000, 12_000, 13_000]);
  expect(short.outcome).toBe('held');
  expect(short.faults[0]?.note).toBe('out of sight for up to 3 s');
  expect(unseen('unknown', [15_000]).outcome).toBe('held');
  expect(unseen('unknown', [11_000, 14_900], { effect: 'unprovable' }).outcome).toBe('held');
  expect(unseen('unknown', [11_000, 14_900], { healsByItself: true }).outcome).toBe('held');
});

test('a fault that vanishes leaves the window incomplete: what was not broken by then is undecided', () => {
  const vanished = at(17_000, { kind: 'fault.vanished', fault: 'slow', n: 1, detail: 'the toxic is gone' });
  expect(verdictOf(story(412, {}, vanished)).expectations).toMatchObject([
    { status: 'undecided', why: 'a fault vanished before its window was over; mean of the samples' },
  ]);
});

test('a program that the run started and ended is no injected fault: a refusal stays one', () => {
  const refused = at(3000, { kind: 'preflight.refused', refusals: [{ why: 'a gate is red', hint: 'Wait for it.' }] });
  const stopped = at(4000, { kind: 'fault.restored', fault: 'application', n: 1, took: ms(20), by: 'runner' });
  const verdict = verdictOf([started({ expect: [expectation] }), refused, stopped]);
  expect(verdict.outcome).toBe('refused');
  expect(verdict.faults).toMatchObject([{ fault: 'application', status: 'restored' }]);
  const stays = at(4000, {
    kind: 'fault.left',
    fault: 'application',
    n: 1,
    by: 'runner',
    left: [{ target: 'pid 42', why: 'it does not end', command: 'kill -9 42' }],
  });
  expect(verdictOf([started({ expect: [expectation] }), refused, stays]).outcome).toBe('not restored');
});

test('an empty record is inconclusive, not held', () => {
  expect(ending([])).toEqual(['inconclusive', 6, 'the record does not say what was run']);
});

test('a run that expects nothing has nothing to hold', () => {
  expect(ending(story(100, { expect: [] }))).toEqual(['inconclusive', 6, 'nothing was expected']);
});

test('the verdict carries what a report needs of faults and SLIs', () => {
  const hits = at(15_000, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence: 'present', hits: 42 } });
  const verdict = verdictOf(story(100, { slis: [sli('p99', units.ms)] }, hits, at(5000, { kind: 'baseline.measured', values: { p99: 90 }, missing: {} })));
  expect(verdict.faults).toEqual([
    { fault: 'slow', n: 1, status: 'restored', targets: ['payments'], presentAt: 10_000, goneAt: 20_050, restoreTook: 50, hits: 42, left: [], by: 'runner' },
  ]);
  expect(verdict.slis).toEqual([{ name: 'p99', baseline: 90, min: 100, max: 100, good: 10, blind: 0 }]);
});

test('an unprovable effect, saturation and notes are remarks', () => {
  const note = at(20_000, { kind: 'note', text: 'a human changed the proxy meanwhile' });
  const events = story(
    100,
    { faults: [fault('slow', { effect: 'unprovable', type: 'command' })] },
    note,
    ...stream('p99', 30_000, [{ kind: 'good', value: 1, saturated: true }]),
  );
  expect(verdictOf(events).remarks).toEqual([
    'No effect of slow can be proven: command can be put in place and taken back, but not be seen at work.',
    '1 sample of p99 taken while the load generator was saturated: no evidence about the target.',
    'a human changed the proxy meanwhile',
  ]);
});
