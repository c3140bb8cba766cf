/** The real thread before a real server; everything at once, because it is mostly waiting. Bounds are generous: speed is not asserted. */
import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/domain/sample.ts';
import { ms } from '../../../src/domain/units.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { openLoad, type Cursor, type Load } from '../../../src/probes/load/load.ts';
import type { Measure } from '../../../src/probes/load/measures.ts';
import { measurementOf, type Reading } from '../../../src/probes/load/reading.ts';
import { answers, Shop } from './shop.ts';

const clock = systemClock;
const pass = (time: number): Promise<void> => clock.sleep(ms(time));
const never = (): AbortSignal => new AbortController().signal;

/** Looks again and again, for thirty seconds at most. */
async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = clock.now() + 30_000; clock.now() < end && !(await look());) await pass(20);
}

/** Waits for the thread to send, then forgets what it measured so far. */
async function warm(load: Load, shop: Shop): Promise<Cursor> {
  const cursor = load.cursor({ latencies: true });
  await until(() => shop.arrived.length >= 5);
  await cursor.take(never());
  return cursor;
}

const number = (measure: Measure, reading: Reading): number => {
  const measured: Measurement = measurementOf(measure, reading);
  return measured.kind === 'good' ? measured.value : NaN;
};

describe.concurrent('a load', { timeout: 60_000 }, () => {
  test.for([200, 1000])('has %d requests a second due, whatever the machine is doing', async (rate) => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(rate), { clock });
    const cursor = await warm(load, shop);
    const other = load.cursor({ latencies: false });
    // Three questions in a row: what was due at the second was so between the times of the first and the third.
    const look = async (): Promise<{ from: number; to: number; due: number; good: number }> => {
      const [before, { good, failed, skipped, waiting }, after] = await Promise.all([cursor.take(never()), load.stats(), other.take(never())]);
      return { from: before.to, to: after.to, due: good + failed + skipped + waiting, good };
    };
    const first = await look();
    await pass(2000);
    const last = await look();
    const { worstLag } = await load.stats();
    const due = last.due - first.due;
    expect(due).toBeGreaterThanOrEqual((rate * (last.from - first.to - worstLag)) / 1000 - 1);
    expect(due).toBeLessThanOrEqual((rate * (last.to - first.from + worstLag)) / 1000 + 1);
    expect(last.good).toBeGreaterThan(0);
    expect(shop.arrived.length).toBeGreaterThanOrEqual(last.good);
  });

  test('shows a freeze of two seconds in p99, from the intended start of what it held up', async () => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(50), { clock });
    const cursor = await warm(load, shop);
    const frozen: (() => void)[] = [];
    shop.answer = (_request, response) => frozen.push(() => response.end('{"total":3}'));
    await pass(2000);
    shop.answer = answers.right;
    for (const thaw of frozen) thaw();
    await pass(300);
    const reading = await cursor.take(never());
    expect(number('p99', reading)).toBeGreaterThan(1800);
    expect(number('p50', reading)).toBeGreaterThan(500);
    expect(number('success-ratio', reading)).toBe(1);
  });

  test('before a hung target shows its age at once, and failures from the timeout on', async () => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(50, { timeout: ms(4000) }), { clock });
    const cursor = await warm(load, shop);
    shop.answer = answers.nothing;
    const readings: Reading[] = [];
    const ratio = (): number => number('success-ratio', readings.at(-1) ?? expect.fail());
    await until(async () => {
      await pass(200);
      readings.push(await cursor.take(never()));
      return ratio() === 0;
    });
    expect(ratio()).toBe(0);
    const ages = readings.filter(({ total, overdue }) => total === 0 && overdue > 0).map((reading) => number('p99', reading));
    expect(ages.length).toBeGreaterThan(1);
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    expect((await load.stats()).failures).toHaveProperty('no answer within 4000 ms');
  });

  test('counts a wrong price and a shed request without retry-after as failures', async () => {
    await using shop = await Shop.open();
    const success = { status: [200], headers: {}, json: { '$.total': 3 } };
    const alsoGood = [{ status: [503], headers: { 'retry-after': '*' }, json: {} }];
    await using load = openLoad(shop.load(100, { success, alsoGood }), { clock });
    const cursor = await warm(load, shop);
    /** What is measured once the last of the former answers has come in, which a starved machine may take its time for. */
    const settlesAt = async (ratio: 0 | 1, answer: Shop['answer']): Promise<number> => {
      shop.answer = answer;
      let measured = NaN;
      await until(async () => {
        await pass(200);
        measured = number('success-ratio', await cursor.take(never()));
        return measured === ratio;
      });
      return measured;
    };
    expect(await settlesAt(1, answers.right)).toBe(1);
    expect(await settlesAt(0, answers.wrong)).toBe(0);
    expect(await settlesAt(0, answers.shed)).toBe(0);
    expect(await settlesAt(1, (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end())).toBe(1);
    expect(Object.keys((await load.stats()).failures)).toEqual(['$.total is not 3', 'no header retry-after']);
  });

  test('sends method, headers and body', async () => {
    await using shop = await Shop.open();
    const { promise: seen, resolve } = Promise.withResolvers<unknown>();
    shop.answer = (request) => {
      const { method, url, headers } = request;
      void request.toArray().then((chunks) => resolve({ method, url, type: headers['content-type'], body: chunks.join('') }));
    };
    const spec = shop.load(20, { method: 'POST', url: `${shop.url}?a=1`, headers: { 'content-type': 'text/plain' }, body: 'two shoes' });
    await using _load = openLoad(spec, { clock });
    expect(await seen).toEqual({ method: 'POST', url: '/checkout?a=1', type: 'text/plain', body: 'two shoes' });
  });

  test('names why nothing comes back: refused, cut off', async () => {
    await using shop = await Shop.open();
    shop.answer = (request) => request.socket.destroy();
    await using cut = openLoad(shop.load(50), { clock });
    await using refused = openLoad(shop.load(50, { url: 'http://127.0.0.1:9/' }), { clock });
    const failed = (load: Load) => async (): Promise<boolean> => (await load.stats()).failed > 10;
    await until(failed(cut));
    await until(failed(refused));
    expect(Object.keys((await cut.stats()).failures)).toEqual(['connection closed before the answer was complete']);
    expect(Object.keys((await refused.stats()).failures)).toEqual(['connection refused']);
  });

  test('marks what it measured while its own thread was blocked', async () => {
    await using shop = await Shop.open();
    // A path that visits every node of a long answer keeps the thread busy.
    const success = { headers: {}, json: { '$..total': 3 } };
    await using load = openLoad(shop.load(40, { success }), { clock });
    const cursor = await warm(load, shop);
    const long = `[{"total":3}${',[]'.repeat(300_000)}]`;
    shop.answer = (_request, response) => response.end(long);
    const readings: Reading[] = [];
    await until(async () => readings.push(await cursor.take(never())) > 0 && readings.some(({ saturated }) => saturated));
    expect(readings.some(({ saturated }) => saturated)).toBe(true);
  });

  test('does not mark a target that is merely slow', async () => {
    await using shop = await Shop.open();
    shop.answer = (_request, response) => setTimeout(() => response.end(), 400);
    await using load = openLoad(shop.load(50), { clock });
    const cursor = await warm(load, shop);
    const readings: Reading[] = [];
    for (let n = 0; n < 6; n += 1) {
      await pass(200);
      readings.push(await cursor.take(never()));
    }
    // A machine that starves every thread may mark some: then the generator says that it lagged.
    const { worstLag } = await load.stats();
    expect(readings.filter(({ saturated }) => saturated && worstLag <= 100)).toEqual([]);
    expect(number('p50', readings[5] ?? expect.fail())).toBeGreaterThan(300);
  });

  test('loses no request to a sample that was given up', async () => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(100), { clock });
    const cursor = load.cursor({ latencies: true });
    await cursor.take(never());
    const before = await load.stats();
    let judged = 0;
    for (let n = 0; n < 10; n += 1) {
      await pass(60);
      await expect(cursor.take(AbortSignal.abort())).rejects.toThrow('the load generator did not answer in time');
      if (n % 3 === 2) judged += (await cursor.take(never())).total;
    }
    const { good, failed } = await load.stats();
    const { total, counts } = await cursor.take(never());
    expect(judged + total).toBeGreaterThanOrEqual(good + failed - before.good - before.failed);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(total);
  });

  test('opens connections as they are needed, not for the whole cap', async () => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(50), { clock }); // the cap is 500
    await warm(load, shop);
    await pass(500);
    expect(await shop.connections()).toBeLessThan(100);
  });

  test('is gone within two seconds of its disposal, before a hung target too', async () => {
    await using shop = await Shop.open();
    shop.answer = answers.nothing;
    const load = openLoad(shop.load(200), { clock });
    const cursor = await warm(load, shop);
    await until(async () => (await shop.connections()) > 50);
    const started = clock.now();
    await load[Symbol.asyncDispose]();
    expect(clock.now() - started).toBeLessThan(2000);
    await pass(100);
    const before = shop.arrived.length;
    await pass(200);
    expect(shop.arrived.length).toBe(before);
    await until(async () => (await shop.connections()) === 0);
    expect(await shop.connections()).toBe(0);
    await expect(cursor.take(never())).rejects.toThrow('the load generator is gone: it was stopped');
    await load[Symbol.asyncDispose]();
  });

  test('that cannot run says why', async () => {
    await using shop = await Shop.open();
    await using load = openLoad(shop.load(10, { success: { headers: {}, json: { '$.a[': 1 } } }), { clock });
    await expect(load.stats()).rejects.toThrow(/^the load generator is gone: .*unclosed bracketed selection/);
    await expect(load.stats()).rejects.toThrow('the load generator is gone');
  });
});
