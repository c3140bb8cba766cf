import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Toxic } from '../../src/proxy/toxic.ts';
import { Rig, toxic } from './rig.ts';

test('without toxics everything passes at once, and the end behind it', () => {
  const rig = new Rig();
  rig.send('a');
  rig.send('b');
  rig.link.finish('end');
  expect(rig.text).toBe('ab');
  expect(rig.ends).toEqual([{ at: 0, end: 'end' }]);
  expect(rig.time.armed).toBe(0);
});

test('a full sink holds the sender back, and gets no more until it has drained', () => {
  const rig = new Rig();
  rig.full = true;
  rig.send('a');
  rig.send('b');
  expect([rig.text, rig.held]).toEqual(['a', true]);
  rig.drain();
  expect([rig.text, rig.held]).toEqual(['ab', false]);
});

test('latency delays every chunk by its time, not by that of those before it', () => {
  const rig = new Rig([toxic('latency', { latency: 100 })]);
  rig.send('a');
  rig.time.advance(60);
  rig.send('b');
  rig.time.advance(200);
  expect(rig.got.map(({ at }) => at)).toEqual([100, 160]);
});

test('jitter keeps order', () => {
  const rig = new Rig([toxic('latency', { latency: 100, jitter: 100 })]);
  for (let index = 0; index < 100; index += 1) rig.send(String.fromCharCode(32 + index));
  rig.time.advance(1000);
  expect(rig.text).toBe(Array.from({ length: 100 }, (_, index) => String.fromCharCode(32 + index)).join(''));
});

test('tens of thousands of chunks on their way need one timer', () => {
  const rig = new Rig([toxic('latency', { latency: 1000 })]);
  for (let index = 0; index < 50_000; index += 1) rig.send('x');
  expect(rig.time.most).toBe(1);
  rig.time.advance(1000);
  expect(rig.got.length).toBe(50_000);
  expect(rig.time.armed).toBe(0);
});

test('latency keeps so much and no more: then the sender waits', () => {
  const rig = new Rig([toxic('latency', { latency: 1000 })]);
  const chunk = 'x'.repeat(1024 * 1024);
  for (let index = 0; index < 17; index += 1) rig.send(chunk);
  expect(rig.held).toBe(true);
  rig.time.advance(1000);
  expect(rig.held).toBe(false);
});

test('a latency taken away gives back at once what it held, in order', () => {
  const rig = new Rig([toxic('latency', { latency: 10_000 })]);
  rig.send('a');
  rig.send('b');
  rig.link.reconcile([]);
  rig.send('c');
  expect(rig.text).toBe('abc');
  expect(rig.time.armed).toBe(0);
});

test('a toxic can be taken away while the client does not read: nothing is lost, nobody waits', () => {
  const rig = new Rig([toxic('latency', { latency: 10 })]);
  rig.full = true;
  rig.send('a');
  rig.send('b');
  rig.time.advance(20);
  rig.link.reconcile([]);
  expect(rig.text).toBe('a');
  rig.drain();
  expect(rig.text).toBe('ab');
});

test('a latency changed on a live connection holds for what is on its way too', () => {
  const slow = toxic('latency', { latency: 10_000 });
  const rig = new Rig([slow]);
  rig.send('a');
  slow.effect.change({ latency: 50 });
  rig.link.reconcile([slow]);
  rig.time.advance(50);
  expect(rig.got.map(({ at }) => at)).toEqual([50]);
});

test('bandwidth passes 1000 bytes a second for each KB/s, in pieces', () => {
  const rig = new Rig([toxic('bandwidth', { rate: 10 })]);
  rig.send('x'.repeat(5000));
  rig.time.advance(500);
  expect(rig.got.map(({ at, data }) => [at, data.length])).toEqual([100, 200, 300, 400, 500].map((at) => [at, 1000]));
});

test('bandwidth 0 passes nothing', () => {
  const rig = new Rig([toxic('bandwidth', { rate: 0 })]);
  rig.send('x');
  rig.time.advance(1e6);
  expect([rig.text, rig.time.armed]).toEqual(['', 0]);
});

test('slow_close holds back the end alone', () => {
  const rig = new Rig([toxic('slow_close', { delay: 300 })]);
  rig.send('x');
  rig.link.finish('end');
  expect([rig.text, rig.ends.length]).toEqual(['x', 0]);
  rig.time.advance(300);
  expect(rig.ends).toEqual([{ at: 300, end: 'end' }]);
});

test('timeout swallows everything and closes once it has been quiet for its time', () => {
  const rig = new Rig([toxic('timeout', { timeout: 100 })]);
  rig.time.advance(50);
  rig.send('x');
  rig.time.advance(99);
  expect(rig.ends).toEqual([]);
  rig.time.advance(1);
  expect([rig.text, rig.ends]).toEqual(['', [{ at: 150, end: 'close' }]]);
});

test('timeout 0 never closes by itself, and closes when it is taken away', () => {
  const rig = new Rig([toxic('timeout', { timeout: 0 })]);
  rig.send('x');
  rig.time.advance(1e7);
  expect(rig.ends).toEqual([]);
  rig.link.reconcile([]);
  expect(rig.ends.map(({ end }) => end)).toEqual(['close']);
});

test('reset_peer resets after the first data and its time', () => {
  const rig = new Rig([toxic('reset_peer', { timeout: 20 })]);
  rig.time.advance(100);
  rig.send('x');
  rig.time.advance(20);
  expect([rig.text, rig.ends]).toEqual(['', [{ at: 120, end: 'reset' }]]);
});

test('reset_peer taken away in time has cost nothing', () => {
  const rig = new Rig([toxic('reset_peer', { timeout: 20 })]);
  rig.send('x');
  rig.link.reconcile([]);
  rig.time.advance(100);
  expect([rig.text, rig.ends]).toEqual(['x', []]);
});

test('limit_data passes so many bytes, then closes', () => {
  const rig = new Rig([toxic('limit_data', { bytes: 5 })]);
  rig.send('abc');
  rig.send('defg');
  expect([rig.text, rig.ends.map(({ end }) => end)]).toEqual(['abcde', ['close']]);
});

test('slicer cuts to the average ± variation, and waits between slices', () => {
  const rig = new Rig([toxic('slicer', { average_size: 10, size_variation: 3, delay: 1000 })]);
  rig.send('x'.repeat(100));
  rig.time.advance(99);
  const sizes = rig.got.map(({ data }) => data.length);
  expect(sizes.slice(0, -1).every((size) => size >= 7 && size <= 13)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100);
  expect(rig.got.map(({ at }) => at)).toEqual(sizes.map((_, index) => index));
});

test('toxicity is drawn once for each connection: raising it only adds connections', () => {
  const half = toxic('timeout', {}, 0.5);
  const rigs = Array.from({ length: 200 }, (_, seed) => new Rig([half], seed));
  const passing = (): number[] =>
    rigs.flatMap((rig, index) => {
      const before = rig.text.length;
      rig.send('x');
      return rig.text.length > before ? [index] : [];
    });
  const first = passing();
  expect(first.length).toBeGreaterThan(60);
  expect(first.length).toBeLessThan(140);
  half.toxicity = 0.8;
  for (const rig of rigs) rig.link.reconcile([half]);
  expect(passing().every((index) => first.includes(index))).toBe(true);
});

const harmless: fc.Arbitrary<Toxic> = fc.oneof(
  fc.record({ latency: fc.nat(50), jitter: fc.nat(50) }).map((attributes) => toxic('latency', attributes)),
  fc.record({ rate: fc.integer({ min: 1, max: 50 }) }).map((attributes) => toxic('bandwidth', attributes)),
  fc.record({ delay: fc.nat(50) }).map((attributes) => toxic('slow_close', attributes)),
  fc.record({ average_size: fc.integer({ min: 3, max: 20 }), size_variation: fc.nat(3), delay: fc.nat(5000) }).map((attributes) => toxic('slicer', attributes)),
  fc.constant(toxic('noop')),
);
const step = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }).map((text) => ({ kind: 'send' as const, text })),
  fc.array(harmless, { maxLength: 3 }).map((toxics) => ({ kind: 'toxics' as const, toxics })),
  fc.nat(30).map((time) => ({ kind: 'wait' as const, time })),
  fc.boolean().map((full) => ({ kind: 'full' as const, full })),
);

test('whatever toxics come and go, and whether the client reads or not: every byte arrives in order, then the end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => {
      const rig = new Rig([], seed);
      for (const one of steps) {
        if (one.kind === 'send') rig.send(one.text);
        if (one.kind === 'toxics') rig.link.reconcile(one.toxics);
        if (one.kind === 'wait') rig.time.advance(one.time);
        if (one.kind === 'full' && one.full) rig.full = true;
        if (one.kind === 'full' && !one.full) rig.drain();
      }
      rig.link.finish('end');
      rig.drain();
      rig.time.advance(1e6);
      expect(rig.text).toBe(steps.map((one) => (one.kind === 'send' ? one.text : '')).join(''));
      expect(rig.ends.map(({ end }) => end)).toEqual(['end']);
      expect([rig.held, rig.time.armed]).toEqual([false, 0]);
    }),
    { numRuns: 300 },
  );
});
