import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { due, intended } from '../../../src/probes/load/arrivals.ts';

const schedules = fc.record({ start: fc.double({ min: 0, max: 1e7, noNaN: true }), rate: fc.double({ min: 0.01, max: 10_000, noNaN: true }) });
/** Waits between two ticks, ms. */
const waits = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 50 });

test('however the ticks fall, every arrival comes due exactly once, in order, and none early', () => {
  fc.assert(
    fc.property(schedules, waits, (schedule, waits) => {
      let [now, next] = [schedule.start, 0];
      const all: number[] = [];
      for (const wait of waits) {
        now += wait;
        const batch = due(schedule, next, now, Infinity);
        expect(batch.skipped).toBe(0);
        expect(batch.times.every((time) => time <= now)).toBe(true);
        expect(intended(schedule, batch.next)).toBeGreaterThan(now);
        all.push(...batch.times);
        next = batch.next;
      }
      expect(all).toEqual(all.map((_, n) => intended(schedule, n)));
    }),
  );
});

test('what is older than the patience is skipped, and nothing else', () => {
  fc.assert(
    fc.property(schedules, fc.double({ min: 0, max: 10_000, noNaN: true }), (schedule, late) => {
      const now = schedule.start + late;
      const { times, skipped, next } = due(schedule, 0, now, 1000);
      expect(skipped + times.length).toBe(next);
      expect(times.every((time) => time > now - 1000 && time <= now)).toBe(true);
      if (skipped > 0) expect(intended(schedule, skipped - 1)).toBeLessThanOrEqual(now - 1000);
    }),
  );
});

test('an hour at 1000/s does not drift', () => {
  expect(intended({ start: 250, rate: 1000 }, 3_600_000)).toBe(3_600_250);
});
