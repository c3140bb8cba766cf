import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measurementOf, type Reading } from '../../../../src/probes/load/reading.ts';
import { Listener } from '../../../../src/probes/load/told/listener.ts';
import { lineOf, messageIn, type Message } from '../../../../src/probes/load/told/message.ts';
import { Stage } from '../stage.ts';

const stats = { good: 0, failed: 0, dropped: 0, skipped: 0, waiting: 0, worstLag: 0, failures: {} };
/** The pod began this much later than we did. */
const ahead = 12_345;

function message(seq: number, more: Partial<Reading> = {}): Message {
  const reading = { from: (seq - 1) * 100, to: seq * 100, total: 20, good: 20, dropped: 0, waiting: 0, overdue: 0, counts: [], ages: [], saturated: false };
  return { firedrill: 1, seq, reading: { ...reading, ...more }, stats };
}

/** A listener that heard messages from the first on, each when it was sent. */
function heard(last: number, open: (listener: Listener) => void): Listener {
  const listener = new Listener();
  open(listener);
  for (let seq = 1; seq <= last; seq += 1) listener.hear(message(seq), seq * 100 + ahead);
  return listener;
}

const ratio = (listener: Listener): void => listener.open(1, false);

describe('what is heard of a load', () => {
  test('is added up for each reader since its last question', () => {
    const listener = heard(10, (one) => {
      one.open(1, false);
      one.open(2, true);
    });
    expect(listener.take(1, 1000 + ahead)).toMatchObject({ from: 0, to: 1000, total: 200, good: 200 });
    listener.hear(message(11, { good: 5, counts: [[3, 20]] }), 1100 + ahead);
    expect(listener.take(1, 1100 + ahead)).toMatchObject({ from: 1000, to: 1100, total: 20, good: 5, counts: [] });
    expect(listener.take(2, 1100 + ahead)).toMatchObject({ from: 0, to: 1100, total: 220, good: 205, counts: [[3, 20]] });
  });

  test('is told once, however often the log is read again', () => {
    const listener = heard(10, ratio);
    for (let seq = 1; seq <= 10; seq += 1) expect(listener.hear(message(seq), 1010 + ahead)).toBe(false);
    expect(listener.take(1, 1010 + ahead).total).toBe(200);
  });

  test('is nothing of now where nothing came for more than a second, and is kept for when it comes', () => {
    const listener = heard(10, ratio);
    expect(() => listener.take(1, 2001 + ahead)).toThrow('the newest that the load has said is 1 s old');
    for (let seq = 11; seq <= 40; seq += 1) {
      if (seq < 31) expect(() => listener.take(1, 4000 + ahead)).toThrow('the newest that the load has said is');
      listener.hear(message(seq), 4000 + ahead);
    }
    expect(listener.take(1, 4000 + ahead)).toMatchObject({ from: 0, to: 4000, total: 800, saturated: false });
  });

  test('says how old it is, so that nobody takes it for later than it is', () => {
    const listener = heard(10, ratio);
    const reading = listener.take(1, 1700 + ahead);
    expect(reading.behind).toBeCloseTo(700, 0);
    expect(measurementOf('success-ratio', reading)).toMatchObject({ kind: 'good', value: 1, behind: reading.behind });
  });

  test('is no evidence where some of it is lost, for every reader, and only for the sample that it is lost from', () => {
    const listener = heard(10, (one) => {
      one.open(1, false);
      one.open(2, true);
    });
    listener.hear(message(13), 1300 + ahead);
    expect(listener.take(1, 1300 + ahead)).toMatchObject({ total: 220, saturated: true });
    expect(listener.take(2, 1300 + ahead)).toMatchObject({ total: 220, saturated: true });
    listener.hear(message(14), 1400 + ahead);
    expect(listener.take(1, 1400 + ahead)).toMatchObject({ total: 20, saturated: false });
  });

  test('keeps what the generator says of itself: one that lagged is no evidence', () => {
    const listener = heard(10, ratio);
    listener.hear(message(11, { saturated: true }), 1100 + ahead);
    expect(listener.take(1, 1100 + ahead).saturated).toBe(true);
  });

  test('is pending between two messages, neither good nor blind', () => {
    const listener = heard(10, ratio);
    listener.take(1, 1000 + ahead);
    expect(measurementOf('success-ratio', listener.take(1, 1050 + ahead))).toEqual({ kind: 'pending', waiting: 0 });
  });

  test('is nothing before the first message', () => {
    const listener = heard(0, ratio);
    expect(() => listener.take(1, 0)).toThrow('the load has said nothing yet');
  });
});

describe('a message', () => {
  test('comes back as it was sent', () => {
    const { firedrill: _, ...sent } = message(7, { counts: [[3.2, 1]], ages: [[150, 2]] });
    expect(messageIn(lineOf(sent))).toEqual({ firedrill: 1, ...sent });
  });

  test.for(['', 'error: unknown command', '{"firedrill":2,"seq":1}', '{"firedrill":1', JSON.stringify({ ...message(1), seq: 0 })])('is not: %s', (line) => {
    expect(messageIn(line)).toBeUndefined();
  });

  test('holds ages to two digits, so that a target that hangs does not make it long', () => {
    const ages = Array.from({ length: 2000 }, (_, index) => [100 + index * 5, 1] as const);
    const line = lineOf({ ...message(1, { ages }), seq: 1 });
    expect(line.length).toBeLessThan(4000);
    expect(messageIn(line)?.reading.ages.reduce((sum, [, count]) => sum + count, 0)).toBe(2000);
  });
});

test('a window of many messages counts what one long window counts, whatever the target does', async () => {
  const behaviour = fc.oneof(fc.constant('never' as const), fc.record({ after: fc.integer({ min: 1, max: 1500 }) }));
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { minLength: 1, maxLength: 4 }), async (behaviours) => {
      const stage = new Stage({ rate: 50, timeout: 1000 });
      const [long, short] = [stage.reader(), stage.reader()];
      const listener = new Listener();
      listener.open(1, true);
      let seq = 0;
      for (const one of behaviours) {
        stage.behaviour = one;
        for (let slot = 0; slot < 10; slot += 1) {
          await stage.advance(100);
          const line = lineOf({ seq: (seq += 1), reading: short(), stats });
          listener.hear(messageIn(line) ?? expect.fail(), stage.now);
        }
        const { ages, overdue, counts, ...exact } = long();
        const joined = listener.take(1, stage.now);
        expect(joined).toMatchObject(exact);
        expect(joined.counts).toEqual(counts);
        // Two digits: what is just about as old as the window may fall on either side of it.
        expect(Math.abs(joined.overdue - overdue)).toBeLessThanOrEqual(3);
        expect(Math.abs((joined.ages.at(-1)?.[0] ?? 0) - (ages.at(-1)?.[0] ?? 0))).toBeLessThanOrEqual(60);
      }
    }),
    { numRuns: 8 },
  );
});
