import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measurementOf, type Reading } from '../../../src/probes/load/reading.ts';
import { Stage } from './stage.ts';

const value = (measure: Parameters<typeof measurementOf>[0], reading: Reading): number | undefined => {
  const measured = measurementOf(measure, reading);
  return measured.kind === 'good' ? measured.value : undefined;
};

test('sends at the rate whatever the target does', async () => {
  const stage = new Stage({ rate: 200, timeout: 10_000 });
  await stage.advance(2000);
  stage.behaviour = 'never';
  await stage.advance(2000);
  expect(stage.sent).toBe(801);
});

test('every cursor reads the same requests, each once, in windows of its own', async () => {
  const stage = new Stage({ rate: 100, timeout: 10_000 });
  const [often, seldom] = [stage.reader(), stage.reader(false)];
  let total = 0;
  for (let n = 0; n < 10; n += 1) {
    await stage.advance(130);
    total += often().total;
  }
  const once = seldom();
  expect(once.total).toBe(total);
  expect(once).toMatchObject({ from: 0, to: 1300, good: total, counts: [] });
  expect(seldom().total).toBe(0);
});

describe('before a hung target', () => {
  test('p99 rises with the age of what waits, and the ratio falls once the timeout is reached', async () => {
    const stage = new Stage({ rate: 100, timeout: 3000 });
    const take = stage.reader();
    await stage.advance(1000);
    expect(value('success-ratio', take())).toBe(1);
    stage.behaviour = 'never';
    const readings: Reading[] = [];
    for (let second = 0; second < 5; second += 1) {
      await stage.advance(1000);
      readings.push(take());
    }
    // The first window still ends what was on its way; from the second on, only ages are left.
    const p99 = readings.map((reading) => Math.round((value('p99', reading) ?? 0) / 100) * 100);
    expect(p99.slice(1)).toEqual([2000, 3000, 3000, 3000]);
    expect(readings.map((reading) => value('success-ratio', reading))).toEqual([1, undefined, undefined, 0, 0]);
    expect(readings.map((reading) => value('rate', reading)).slice(1)).toEqual([0, 0, 0, 0]);
  });

  test('each request enters the pool once: when it times out', async () => {
    const stage = new Stage({ rate: 100, timeout: 500 });
    stage.behaviour = 'never';
    const take = stage.reader();
    let pooled = 0;
    for (let n = 0; n < 20; n += 1) {
      await stage.advance(100);
      const { counts } = take();
      pooled += counts.reduce((sum, [, count]) => sum + count, 0);
      expect(counts.every(([latency]) => latency >= 500 && latency < 502)).toBe(true);
    }
    expect(pooled).toBe(stage.generator.stats().failed);
    expect(stage.aborted).toHaveLength(pooled);
    expect(stage.generator.stats().failures).toEqual({ 'no answer within 500 ms': pooled });
  });

  test('what the cap turns away is a failure of the target and not saturation', async () => {
    const stage = new Stage({ rate: 100, timeout: 500 });
    stage.behaviour = 'never';
    stage.clings = true;
    const take = stage.reader();
    await stage.advance(1000);
    const reading = take();
    expect(stage.sent).toBe(51);
    expect(reading).toMatchObject({ good: 0, dropped: 50, saturated: false });
    expect(reading.total).toBe(101);
    expect(value('dropped', reading)).toBe(50);
    expect(value('p50', reading)).toBeCloseTo(500, -1);
    expect(stage.generator.stats()).toMatchObject({ dropped: 50, failed: 101 });
  });
});

test('a target that freezes for two seconds shows it in p99, from the intended start', async () => {
  const stage = new Stage({ rate: 100, timeout: 10_000 });
  const take = stage.reader();
  for (let n = 0; n < 200; n += 1) {
    stage.behaviour = { after: 2000 - n * 10 };
    await stage.advance(10);
  }
  stage.behaviour = { after: 5 };
  await stage.advance(8000);
  const reading = take();
  expect(value('max', reading)).toBeGreaterThan(1980);
  // 200 of 1000 requests met the frozen target, evenly spread over it.
  expect(value('p90', reading)).toBeGreaterThan(900);
  expect(value('p50', reading)).toBeLessThan(10);
});

test('an answer that is not good is a failure, and its reason is counted', async () => {
  const stage = new Stage({ rate: 100, timeout: 10_000 });
  const take = stage.reader();
  stage.behaviour = { after: 1, why: 'status 503' };
  await stage.advance(1000);
  expect(take()).toMatchObject({ good: 0, total: 100 });
  expect(stage.generator.stats()).toMatchObject({ good: 0, failed: 100, failures: { 'status 503': 100 } });
});

describe('saturation', () => {
  test('is the thread being late, marked in the window where it was and no longer', async () => {
    const stage = new Stage({ rate: 100, timeout: 10_000 });
    const take = stage.reader();
    await stage.advance(500);
    stage.block(300);
    await stage.advance(200);
    expect(take().saturated).toBe(true);
    await stage.advance(1000);
    expect(take().saturated).toBe(false);
    expect(stage.generator.stats()).toMatchObject({ skipped: 0, good: 200 });
    expect(stage.generator.stats().worstLag).toBeGreaterThan(280);
  });

  test('is noticed at the moment of the sample, and at low rates too', async () => {
    const stage = new Stage({ rate: 0.1, timeout: 10_000 });
    const take = stage.reader();
    await stage.advance(1000);
    expect(take().saturated).toBe(false);
    stage.block(300);
    expect(take().saturated).toBe(true);
  });

  test('also marks the window in which a request that was sent late completes', async () => {
    const stage = new Stage({ rate: 100, timeout: 10_000 });
    const take = stage.reader();
    stage.behaviour = { after: 500 };
    await stage.advance(100);
    stage.block(300);
    await stage.advance(10);
    expect(take().saturated).toBe(true);
    await stage.advance(400);
    expect(take().saturated).toBe(false);
    await stage.advance(200);
    expect(take().saturated).toBe(true);
  });

  test('is never the target being slow, hung, or over the cap', async () => {
    const stage = new Stage({ rate: 500, timeout: 1000 });
    const take = stage.reader();
    for (const behaviour of [{ after: 900 }, 'never'] as const) {
      stage.behaviour = behaviour;
      stage.clings = behaviour === 'never';
      await stage.advance(3000);
      expect(take().saturated).toBe(false);
    }
  });

  test('for longer than a second loses requests instead of sending them all at once', async () => {
    const stage = new Stage({ rate: 100, timeout: 10_000 });
    await stage.advance(1000);
    const before = stage.sent;
    stage.block(5000);
    await stage.advance(1);
    expect(stage.sent - before).toBeLessThanOrEqual(101);
    expect(stage.generator.stats()).toMatchObject({ skipped: 400, failed: 0 });
  });
});

test('whatever happens, every arrival is judged once, still waits, or was skipped', async () => {
  const behaviours = fc.oneof(fc.constant('never' as const), fc.record({ after: fc.integer({ min: 0, max: 400 }) }));
  const steps = fc.array(fc.record({ behaviour: behaviours, clings: fc.boolean(), pass: fc.nat(300), block: fc.constantFrom(0, 0, 150, 2500) }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 10, max: 500 }), steps, async (rate, timeout, steps) => {
      const stage = new Stage({ rate, timeout });
      const take = stage.reader();
      const sum = { total: 0, good: 0, pooled: 0 };
      for (const { behaviour, clings, pass, block } of steps) {
        Object.assign(stage, { behaviour, clings });
        stage.block(block);
        await stage.advance(pass);
        const { total, good, counts } = take();
        sum.total += total;
        sum.good += good;
        sum.pooled += counts.reduce((all, [, count]) => all + count, 0);
      }
      const { good, failed, skipped, waiting } = stage.generator.stats();
      expect(sum).toEqual({ total: good + failed, good, pooled: good + failed });
      expect(good + failed + skipped + waiting).toBe(steps.length === 0 ? 0 : Math.floor((stage.now * rate) / 1000 + 1e-9) + 1);
    }),
    { numRuns: 50 },
  );
});

test('memory stays flat over many samples, many reasons and cursors that come and go', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const stage = new Stage({ rate: 100, timeout: 1000 });
  const take = stage.reader();
  const run = async (samples: number): Promise<number> => {
    for (let n = 0; n < samples; n += 1) {
      stage.behaviour = { after: n % 300, why: `reason ${stage.sent}` };
      await stage.advance(20);
      take();
      stage.reader()();
      stage.closeLast();
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await run(200);
  expect((await run(800)) - before).toBeLessThan(2_000_000);
  expect(Object.keys(stage.generator.stats().failures)).toHaveLength(21);
}, 20_000);
