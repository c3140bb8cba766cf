import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lag } from '../../../../src/probes/load/told/lag.ts';

test('nothing is known to be of now before anything was heard', () => {
  expect(new Lag().age(0, 0)).toBe(Infinity);
});

test('what came fastest came at once, whatever the two clocks say', () => {
  for (const ahead of [-1e9, 0, 1e9]) {
    const lag = new Lag();
    lag.note(1000, 1000 + ahead + 30);
    lag.note(1100, 1100 + ahead + 10);
    lag.note(1200, 1200 + ahead + 400);
    expect(lag.age(1200, 1200 + ahead + 400)).toBeCloseTo(390, 0);
    expect(lag.age(1200, 1200 + ahead + 5010)).toBeCloseTo(5000, 0);
  }
});

test('a stream that stands still gets older with our clock alone', () => {
  const lag = new Lag();
  lag.note(50, 70);
  expect([70, 170, 3070].map((now) => lag.age(50, now))).toEqual([0, 100, 3000]);
});

test('a clock that drifts by less than NTP would let it makes nothing look old, nor hides more than its drift', () => {
  const rate = fc.double({ min: -0.0004, max: 0.0004, noNaN: true });
  fc.assert(
    fc.property(rate, fc.integer({ min: 600, max: 3600 }), (drift, seconds) => {
      const lag = new Lag();
      for (let second = 0; second <= seconds; second += 1) lag.note(second * 1000, second * 1000 * (1 + drift) + 20);
      const last = seconds * 1000;
      expect(lag.age(last, last * (1 + drift) + 20)).toBeLessThan(1);
      expect(lag.age(last, last * (1 + drift) + 1020)).toBeGreaterThan(998);
    }),
  );
});
