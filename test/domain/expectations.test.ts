import { expect, test } from 'vitest';
import { begin } from '../../src/domain/analysis/state.ts';
import { fold } from '../../src/domain/analysis/fold.ts';
import { waiting } from '../../src/domain/analysis/waiting.ts';
import type { Event } from '../../src/domain/events.ts';
import type { Expectation } from '../../src/domain/experiment.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import { ms, plain, units } from '../../src/domain/units.ts';
import { at, comes, condition, during, ends, eventually, fault, goes, judged, out, phase, recovery, sli, started, stream, throughout, told } from './story.ts';

const ratio = (good: number, total: number): Measurement => ({ kind: 'good', value: good / total, pool: { kind: 'ratio', good, total } });
const lost: Measurement = { kind: 'blind', reason: 'no answer' };
const times = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);
const pooledFacts = { slis: [sli('availability', units.ratio, { poolable: true }), sli('p99', units.ms), sli('queued')] };

/** The fault is there from 10 s to 20 s, the samples are a second apart, the first covers 9 s to 10 s. */
const withFault = (expectation: Expectation, samples: Event[]): Event[] =>
  told(
    started({ ...pooledFacts, expect: [expectation] }),
    phase(9000, 'inject'),
    comes(10_000),
    samples,
    goes(20_000),
    phase(20_060, 'restore'),
    out(20_100),
    ends(60_000),
  );

test('during pools what lies inside the window, and leaves out the sample that covers its beginning', () => {
  const expectation = during(condition('availability', 'at-least', 0.9, 'pooled'));
  const events = withFault(expectation, stream('availability', 10_500, [ratio(0, 100), ...times(9, ratio(95, 100)), ratio(0, 100)]));
  expect(judged(events, 'during.availability')).toEqual({
    id: 'during.availability',
    kind: 'during',
    sli: 'availability',
    text: 'availability at least 90 % during the fault',
    status: 'met',
    value: 0.95,
    shown: '95 %',
    limit: 0.9,
    why: 'pooled over the window',
    samples: { good: 9, blind: 0, excluded: 0, slots: 9 },
  });
});

const hanging = (good: number, overdue: number): Measurement => ({ kind: 'good', value: 1, pool: { kind: 'ratio', good, total: good, overdue } });

test('requests that hung when the window closed, and failed later, leave a ratio undecided', () => {
  const expectation = during(condition('availability', 'at-least', 0.9, 'pooled'));
  const events = withFault(expectation, stream('availability', 11_000, [...times(10, hanging(20, 100)), ratio(10, 110)]));
  expect(judged(events, 'during.availability')).toMatchObject({
    status: 'undecided',
    value: 1,
    why: 'requests still on their way when the window closed could say otherwise; pooled over the window',
  });
});

test('requests that were on their way when the window closed, and completed, take nothing back', () => {
  const expectation = during(condition('availability', 'at-least', 0.9, 'pooled'));
  const events = withFault(expectation, stream('availability', 11_000, [...times(10, hanging(20, 100)), ...times(3, ratio(50, 50))]));
  expect(judged(events, 'during.availability')).toMatchObject({ status: 'met', value: 1 });
});

test('requests that are older than a percentile allows leave it undecided, though none of them is judged', () => {
  const expectation = during(condition('p99', 'at-most', 300, 'pooled'));
  const quick: Measurement = { kind: 'good', value: 4800, pool: { kind: 'histogram', quantile: 0.99, counts: [[10, 20]], ages: [[4800, 100]] } };
  const events = withFault(expectation, stream('p99', 11_000, times(10, quick)));
  expect(judged(events, 'during.p99')).toMatchObject({ status: 'undecided', value: 10 });
});

test('during leaves out the gap between two rounds', () => {
  const expectation = during(condition('queued', 'at-most', 5, 'max'));
  const events = told(
    started({ expect: [expectation] }),
    phase(9000, 'inject'),
    comes(10_000),
    goes(15_000),
    comes(20_000, 'slow', 2),
    goes(25_000, 'slow', 2),
    stream('queued', 11_000, [...times(5, 1), ...times(5, 99), ...times(5, 2)]),
    phase(25_060, 'restore'),
    out(25_100),
    ends(40_000),
  );
  expect(judged(events, 'during.queued')).toMatchObject({ status: 'met', value: 2, samples: { good: 10, slots: 10 } });
});

test('what is measured while the fault is out of sight for more than one look is no evidence', () => {
  const look = (time: number, presence: 'present' | 'unknown') => at(time, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence } });
  const story = (looks: readonly number[]) =>
    told(
      started({ expect: [{ ...throughout(condition('queued', 'at-most', 5)), id: 'queued' }] }),
      comes(10_000),
      looks.map((time) => look(time, 'unknown')),
      look(14_000, 'present'),
      stream('queued', 11_000, [1, 1, 1, 9, 1, 1, 1, 1, 1, 1]),
      goes(20_000),
      ends(30_000),
    );
  expect(judged(story([13_200]), 'queued')).toMatchObject({ status: 'broken', value: 9 });
  expect(judged(story([12_200, 13_200]), 'queued')).toMatchObject({ status: 'met', value: 1, samples: { good: 9 } });
});

test('`after` leaves out the settling time from the first instant of the window', () => {
  const events = (after: number) => withFault(during(condition('queued', 'at-most', 5, 'max'), after), stream('queued', 11_000, [9, 9, 9, ...times(7, 1)]));
  expect(judged(events(0), 'during.queued').status).toBe('broken');
  expect(judged(events(3000), 'during.queued')).toMatchObject({ status: 'met', value: 1, text: 'queued at most 5 during the fault, after 3 s' });
  expect(judged(events(15_000), 'during.queued')).toMatchObject({
    status: 'undecided',
    why: 'the fault was gone before the settling time of 15 s was over',
  });
});

test('`of` narrows the window to one of two faults', () => {
  const events = (of?: string) =>
    told(
      started({ expect: [during(condition('queued', 'at-most', 5, 'max'), 0, of)], faults: [fault('slow'), fault('down')] }),
      comes(10_000),
      goes(15_000),
      comes(15_000, 'down', 2),
      goes(20_000, 'down', 2),
      stream('queued', 11_000, [...times(5, 9), ...times(5, 1)]),
      phase(20_060, 'restore'),
      ends(30_000),
    );
  expect(judged(events(), 'during.queued').status).toBe('broken');
  expect(judged(events('down'), 'during.queued')).toMatchObject({ status: 'met', text: 'queued at most 5 during the fault of down' });
});

test('a relative limit is shown in numbers', () => {
  const expectation = during(condition('p99', 'at-most', { kind: 'relative', ratio: 1.3, slack: 50 }));
  const events = [...withFault(expectation, stream('p99', 11_000, times(10, 412)))];
  expect(judged(events, 'during.p99')).toMatchObject({ status: 'undecided', why: 'there is no baseline to hold it against; mean of the samples' });
  const known = told(events, at(5000, { kind: 'baseline.measured', values: { p99: 120 }, missing: {} }));
  expect(judged(known, 'during.p99')).toMatchObject({
    status: 'broken',
    limit: 170,
    shown: '412 ms',
    text: 'p99 at most 170 ms (130 % of baseline or +50 ms) during the fault',
  });
});

test('a breach counts throughout even when it heals', () => {
  const events = withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, [1, 1, 7, 9, 1, 1, 1, 1, 1, 1]));
  expect(judged(events, 'throughout.queued')).toMatchObject({
    status: 'broken',
    value: 9,
    why: '2 of 10 samples, the first 3 s after the fault was seen in place',
  });
});

test('throughout shows the sample that came nearest', () => {
  const events = withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, [1, 4, ...times(8, 2)]));
  expect(judged(events, 'throughout.queued')).toMatchObject({ status: 'met', value: 4 });
});

test('an expectation whose SLI was blind for longer than the limit is undecided', () => {
  const values = [...times(60, 1), ...times(4, lost), ...times(30, 1)];
  const events = told(
    started({ expect: [during(condition('queued', 'at-most', 5))] }),
    comes(10_000),
    stream('queued', 11_000, values),
    goes(104_000),
    phase(104_060, 'restore'),
    ends(110_000),
  );
  expect(judged(events, 'during.queued')).toMatchObject({
    status: 'undecided',
    why: 'blind for 4 s, longer than 3 s; mean of the samples',
    samples: { good: 90, blind: 4 },
  });
});

test('an SLI of a source that is scraped seldom may be blind for two of its intervals', () => {
  const of = (scrapeInterval?: number) => {
    const scraped = scrapeInterval === undefined ? {} : { scrapeInterval: ms(scrapeInterval) };
    const facts = { slis: [sli('queued', plain, scraped)], expect: [during(condition('queued', 'at-most', 5))] };
    const values = [...times(60, 1), ...times(8, lost), ...times(30, 1)];
    return judged(told(started(facts), comes(10_000), stream('queued', 11_000, values), goes(108_000), ends(110_000)), 'during.queued');
  };
  expect(of()).toMatchObject({ status: 'undecided', why: 'blind for 8 s, longer than 3 s; mean of the samples' });
  expect(of(3000)).toMatchObject({ status: 'undecided', why: 'blind for 8 s, longer than 6 s; mean of the samples' });
  expect(of(4000)).toMatchObject({ status: 'met', samples: { good: 90, blind: 8 } });
});

test('fewer than 80 % of the slots, blind or missing, leave it undecided', () => {
  const blindEveryThird = [1, 1, lost, 1, 1, lost, 1, 1, lost, 1];
  const why = '7 of 10 slots good (3 blind, 0 no evidence, 0 missing), fewer than 80 %';
  expect(judged(withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, blindEveryThird)), 'throughout.queued')).toMatchObject({
    status: 'undecided',
    why,
  });
  const missing = judged(withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, times(7, 1))), 'throughout.queued');
  expect(missing).toMatchObject({ status: 'undecided', why: '7 of 9 slots good (0 blind, 0 no evidence, 2 missing), fewer than 80 %' });
});

test('a broken expectation stays broken however blind the rest was', () => {
  const events = withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, [9, ...times(9, lost)]));
  expect(judged(events, 'throughout.queued').status).toBe('broken');
});

test('pending slots are not missing: a slow trickle of requests can be judged', () => {
  const waits: Measurement = { kind: 'pending', waiting: 1 };
  const events = withFault(
    during(condition('availability', 'at-least', 0.9, 'pooled')),
    stream('availability', 11_000, [waits, waits, waits, waits, ratio(1, 1), waits, waits, waits, waits, ratio(1, 1)]),
  );
  expect(judged(events, 'during.availability')).toMatchObject({ status: 'met', value: 1 });
});

test('what a saturated generator measured refutes nothing, and where it says otherwise nothing is proven', () => {
  const lag: Measurement = { kind: 'good', value: 99, saturated: true };
  const events = withFault(throughout(condition('queued', 'at-most', 5)), stream('queued', 11_000, [lag, ...times(9, 1)]));
  expect(judged(events, 'throughout.queued')).toMatchObject({
    status: 'undecided',
    why: '1 sample of a saturated load generator would be a breach, and no evidence',
    samples: { good: 9, excluded: 1 },
  });
  const mostly = withFault(during(condition('queued', 'at-most', 5)), stream('queued', 11_000, [...times(3, lag), ...times(7, 1)]));
  expect(judged(mostly, 'during.queued')).toMatchObject({
    status: 'undecided',
    why: '7 of 10 slots good (0 blind, 3 no evidence, 0 missing), fewer than 80 %; mean of the samples',
  });
});

test('two saturated seconds that would turn the result leave it undecided, two that would not change nothing', () => {
  const lag = (value: number): Measurement => ({ kind: 'good', value, saturated: true });
  const story = (value: number) => withFault(during(condition('queued', 'at-most', 5)), stream('queued', 11_000, [lag(value), lag(value), ...times(8, 1)]));
  expect(judged(story(99), 'during.queued')).toMatchObject({
    status: 'undecided',
    value: 1,
    why: 'samples of a saturated load generator say otherwise, and are no evidence; mean of the samples',
  });
  expect(judged(story(3), 'during.queued')).toMatchObject({ status: 'met', value: 1 });
});

test('eventually is met by the first sample within its time, and says when', () => {
  const events = withFault(eventually(condition('queued', 'at-least', 1), 5000), stream('queued', 10_500, [0, 0, 0, 1, 0, 0]));
  expect(judged(events, 'eventually.queued')).toMatchObject({
    status: 'met',
    value: 1,
    why: '3.5 s after the fault was seen in place',
    text: 'queued at least 1 within 5 s of the fault',
  });
});

test('eventually is broken when its time is over, undecided when the record ends before', () => {
  const events = withFault(eventually(condition('queued', 'at-least', 1), 5000), stream('queued', 10_500, times(8, 0)));
  expect(judged(events, 'eventually.queued')).toMatchObject({ status: 'broken', value: 0, why: 'not once in 5 s' });
  const early = events.filter((event) => event.at < 14_000);
  expect(judged(early, 'eventually.queued')).toMatchObject({ status: 'undecided', why: 'the record ends before its 5 s were over' });
});

test('what is already true at the anchor counts, and the verdict says so', () => {
  const events = withFault(eventually(condition('queued', 'at-least', 1), 5000), stream('queued', 9500, [1, 0, 0, 0, 0, 0, 0]));
  expect(judged(events, 'eventually.queued')).toMatchObject({ status: 'met', why: 'already true when the fault was seen in place' });
});

test('a last sample that is blind or old does not make it true at the anchor', () => {
  const blindLast = withFault(eventually(condition('queued', 'at-least', 1), 5000), stream('queued', 8500, [1, lost, ...times(6, 0)]));
  expect(judged(blindLast, 'eventually.queued').status).toBe('broken');
  const old = withFault(eventually(condition('queued', 'at-least', 1), 5000), [...stream('queued', 7000, [1]), ...stream('queued', 11_000, times(6, 0))]);
  expect(judged(old, 'eventually.queued').status).toBe('broken');
});

test('`as: increase` catches what passed between two samples, from the anchor on', () => {
  const opened = eventually(condition('queued', 'at-least', 1, 'increase'), 5000);
  expect(judged(withFault(opened, stream('queued', 9500, [7, 7, 8, 8, 8, 8])), 'eventually.queued')).toMatchObject({ status: 'met', value: 1 });
  expect(judged(withFault(opened, stream('queued', 9500, [7, 8, 8, 8, 8, 8, 8])), 'eventually.queued')).toMatchObject({ status: 'met', value: 1 });
  expect(judged(withFault(opened, stream('queued', 9500, [7, 7, 7, 7, 7, 7, 7])), 'eventually.queued')).toMatchObject({ status: 'broken', value: 0 });
});

test('a sample taken while the fault was out cannot decide what should happen under it', () => {
  const events = withFault(eventually(condition('queued', 'at-least', 1), 20_000), stream('queued', 11_000, [...times(10, 0), ...times(10, 1)]));
  expect(judged(events, 'eventually.queued')).toMatchObject({ status: 'undecided', samples: { good: 10, excluded: 10 } });
});

test('after a fault that heals by itself, what follows is its consequence', () => {
  const events = told(
    started({ expect: [eventually(condition('queued', 'at-least', 3), 20_000)], faults: [fault('kill', { healsByItself: true })] }),
    comes(10_000, 'kill'),
    at(12_000, { kind: 'fault.observed', fault: 'kill', n: 1, observation: { presence: 'absent' } }),
    stream('queued', 11_000, [2, 2, 2, 2, 3]),
    goes(30_000, 'kill'),
    ends(60_000),
  );
  expect(judged(events, 'eventually.queued')).toMatchObject({ status: 'met', value: 3 });
});

test('`from: restore` counts from the end of the last restore', () => {
  const drained = eventually(condition('queued', 'equals', 0), 10_000, 'restore');
  const events = withFault(drained, stream('queued', 11_000, [...times(12, 5), ...times(10, 0)]));
  expect(judged(events, 'eventually.queued')).toMatchObject({
    status: 'met',
    why: '2.9 s after everything was restored',
    text: 'queued equals 0 within 10 s of the restore',
  });
});

test('the engine can ask what is still worth waiting for', () => {
  const drained = eventually(condition('queued', 'equals', 0), 10_000, 'restore');
  const told = (until: number) =>
    withFault(drained, stream('queued', 11_000, [...times(14, 5), 0]))
      .filter((event) => event.at <= until)
      .reduce(fold, begin());
  expect(waiting(told(20_000))).toEqual([]);
  expect(waiting(told(20_500))).toEqual([{ id: 'eventually.queued', until: 30_100 }]);
  expect(waiting(told(26_000))).toEqual([]);
});

test('recovery is judged by the time to the first instant of a steady state that held', () => {
  const facts = started({ expect: [recovery(5000)] });
  const reached = (took: number) =>
    told(facts, comes(10_000), goes(20_000), out(20_100), at(30_000, { kind: 'recovery.reached', since: ms(20_100 + took), took: ms(took) }));
  expect(judged(reached(2000), 'recovery')).toMatchObject({
    status: 'met',
    value: 2000,
    shown: '2 s',
    limit: 5000,
    text: 'steady state again within 5 s of the restore',
  });
  expect(judged(reached(6000), 'recovery').status).toBe('broken');
  const missed = told(facts, comes(10_000), goes(20_000), at(30_000, { kind: 'recovery.missed', after: ms(9000) }));
  expect(judged(missed, 'recovery')).toMatchObject({ status: 'broken', value: 9000 });
  expect(judged(told(facts, comes(10_000)), 'recovery')).toMatchObject({ status: 'undecided', why: 'the record ends before the steady state was seen again' });
});

test('what heals by itself has to have healed by `recovery.within`', () => {
  const story = (healed: number) =>
    told(
      started({ expect: [recovery(10_000)], faults: [fault('kill', { healsByItself: true })] }),
      comes(10_000, 'kill'),
      at(healed, { kind: 'fault.observed', fault: 'kill', n: 1, observation: { presence: 'absent' } }),
      goes(40_000, 'kill'),
      at(50_000, { kind: 'recovery.reached', since: ms(41_000), took: ms(1000) }),
    );
  expect(judged(story(13_000), 'recovery').status).toBe('met');
  expect(judged(story(25_000), 'recovery')).toMatchObject({ status: 'broken', value: 15_000, why: 'kill healed only after 15 s' });
});

test('a halted run says of each expectation what could not be judged, with its number so far', () => {
  const halted = at(15_000, { kind: 'run.halted', reason: { kind: 'signal', signal: 'SIGINT' }, breachedAt: ms(15_000), decidedAt: ms(15_000) });
  const expectations = [
    during(condition('queued', 'at-most', 5)),
    { ...throughout(condition('queued', 'at-most', 8)), id: 'calm' },
    { ...throughout(condition('queued', 'at-most', 5)), id: 'breached' },
    { ...during(condition('queued', 'at-most', 5, 'max')), id: 'max' },
    eventually(condition('queued', 'equals', 0), 10_000),
    recovery(5000),
  ];
  const events = told(
    started({ expect: expectations }),
    phase(9000, 'inject'),
    comes(10_000),
    stream('queued', 11_000, [1, 7, 1]),
    halted,
    goes(15_010),
    ends(40_000),
  );
  expect(judged(events, 'during.queued')).toMatchObject({
    status: 'undecided',
    value: 3,
    why: 'the run was halted before its window was over; mean of the samples',
  });
  expect(judged(events, 'calm')).toMatchObject({ status: 'undecided', value: 7 });
  expect(judged(events, 'breached').status).toBe('broken');
  expect(judged(events, 'max')).toMatchObject({ status: 'broken', value: 7 });
  expect(judged(events, 'eventually.queued')).toMatchObject({ status: 'undecided', why: 'the run was halted before its 10 s were over' });
  expect(judged(events, 'recovery')).toMatchObject({ status: 'undecided', why: 'the run was halted before the steady state was seen again' });
});
