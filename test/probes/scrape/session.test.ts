import { expect, test } from 'vitest';
import { ms, plain, units, type Unit } from '../../../src/domain/units.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { ProbePorts } from '../../../src/ports/probe.ts';
import { scrapeKind } from '../../../src/probes/scrape/kind.ts';
import { probeContract } from '../../contract/probe.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeHttp, silence } from '../../fakes/http.ts';
import { probePorts } from '../ports.ts';

const signal = () => new AbortController().signal;
const two = ['http://one/metrics', 'http://two/metrics'];

/** Pages by address, an SLI on them, and time that a test moves. */
async function stage(pages: Record<string, string>, spec: JsonObject, unit: Unit = plain) {
  const clock = new FakeClock();
  const http = new FakeHttp(({ url }) => ({ body: pages[url] ?? '' }));
  const ports = probePorts({ clock, http, scrapes: { both: two } });
  const open = async (given: JsonObject) => (await scrapeKind.load())(scrapeKind.schema.parse(given), { name: 'sli', unit, every: ms(1000) }, ports);
  const session = await open(spec);
  await clock.advance(10);
  await session.sample(signal());
  return {
    clock,
    http,
    ports,
    open,
    now: () => session.sample(signal()),
    async next(changed: Record<string, string> = {}) {
      Object.assign(pages, changed);
      await clock.advance(1000);
      return session.sample(signal());
    },
  };
}
const single = (spec: JsonObject, body: string, unit?: Unit) => stage({ 'http://one/metrics': body }, { scrape: 'http://one/metrics', ...spec }, unit);
const next = (shop: Awaited<ReturnType<typeof single>>, body: string) => shop.next({ 'http://one/metrics': body });

test('a gauge is read as it stands, in the canonical unit', async () => {
  const shop = await single({ metric: 'lag{queue="a"}' }, 'lag{queue="a"} 1.5\nlag{queue="b"} 9\n', units.s);
  expect(await shop.now()).toEqual({ kind: 'good', value: 1500 });
});

test.each([
  ['sum', 6],
  ['max', 3],
  ['min', 1],
  ['mean', 2],
])('several series become one number by %s', async (aggregate, value) => {
  const shop = await stage({ 'http://one/metrics': 'q{a="1"} 1\nq{a="2"} 2', 'http://two/metrics': 'q 3' }, { scrape: 'both', metric: 'q', aggregate });
  expect(await shop.now()).toEqual({ kind: 'good', value });
});

test.each([
  ['no series', 'other 1', 'no series matches q'],
  ['several series', 'q{a="1"} 1\nq{a="2"} 2', '2 series match q: say aggregate, or select one'],
  ['NaN', 'q NaN', 'q is NaN'],
  ['infinity', 'q +Inf', 'q is Infinity'],
  ['a web page', '<html>', 'one/metrics: line 1: expected a metric and its value, got "<html>"'],
])('%s is blind, never zero', async (_name, body, reason) => {
  expect(await (await single({ metric: 'q' }, body)).now()).toEqual({ kind: 'blind', reason });
});

test('one page that cannot be read makes the sum of all unknown', async () => {
  const shop = await stage({ 'http://one/metrics': 'q 1', 'http://two/metrics': 'q 1' }, { scrape: 'both', metric: 'q', aggregate: 'sum' });
  shop.http.reply = ({ url }) => (url === two[1] ? { status: 503 } : { body: 'q 1' });
  expect(await shop.next()).toEqual({ kind: 'blind', reason: 'two/metrics answers 503' });
});

test('a page is fetched once a second however many SLIs read it', async () => {
  const shop = await single({ metric: 'a' }, 'a 1\nb 2');
  const others = await Promise.all(['a', 'b', 'b'].map((metric) => shop.open({ scrape: 'http://one/metrics', metric })));
  for (let second = 0; second < 5; second += 1) {
    await shop.clock.advance(1000);
    expect(await Promise.all(others.map((other) => other.sample(signal())))).toMatchObject([{ value: 1 }, { value: 2 }, { value: 2 }]);
  }
  expect(shop.http.calls.length).toBe(6);
});

test('an SLI that samples more often has its page fetched more often', async () => {
  const shop = await single({ metric: 'a' }, 'a 1');
  await (
    await scrapeKind.load()
  )({ scrape: 'http://one/metrics', metric: 'a' }, { name: 'quick', unit: plain, every: ms(250) }, shop.ports);
  await shop.clock.advance(2000);
  expect(shop.http.calls.length).toBe(1 + 5);
});

test('a page that hangs is blind after its own deadline, and fetched again', async () => {
  const shop = await single({ metric: 'q' }, 'q 1');
  shop.http.reply = silence;
  expect(await shop.next()).toEqual({ kind: 'good', value: 1 });
  expect(await shop.next()).toEqual({ kind: 'blind', reason: 'one/metrics: no answer within 1000 ms' });
  shop.http.reply = () => ({ body: 'q 2' });
  expect(await shop.next()).toEqual({ kind: 'good', value: 2 });
});

test('the first sample waits for the first fetch, but no longer than its signal', async () => {
  const ports = probePorts({ clock: new FakeClock(), http: new FakeHttp(silence) });
  const session = await (await scrapeKind.load())({ scrape: 'http://one/metrics', metric: 'q' }, { name: 'sli', unit: plain, every: ms(1000) }, ports);
  const stop = new AbortController();
  const sampled = session.sample(stop.signal);
  stop.abort();
  expect(await sampled).toEqual({ kind: 'blind', reason: 'not fetched yet' });
});

test('user and password of an address go into a header and into no reason', async () => {
  const url = 'http://ann:hunter2@one/metrics?token=t0ken';
  const shop = await stage({}, { scrape: url, metric: 'q' });
  expect(shop.http.calls[0]).toMatchObject({ url: 'http://one/metrics?token=t0ken', headers: { authorization: `Basic ${btoa('ann:hunter2')}` } });
  shop.http.reply = () => ({ status: 302 });
  expect(await shop.next()).toEqual({ kind: 'blind', reason: 'one/metrics answers 302' });
});

test('a counter has a rate from its second reading on, and across a restart', async () => {
  const shop = await single({ metric: 'n', over: '5s' }, '# TYPE n counter\nn 100');
  expect(await shop.now()).toEqual({ kind: 'pending', waiting: 0 });
  expect(await next(shop, 'n 110')).toEqual({ kind: 'good', value: 10 });
  expect(await next(shop, 'n 4')).toEqual({ kind: 'good', value: 7 });
});

test('rates of several series are aggregated as rates', async () => {
  const shop = await stage({ 'http://one/metrics': 'n 0', 'http://two/metrics': 'n 0' }, { scrape: 'both', metric: 'n', over: '5s', aggregate: 'max' });
  expect(await shop.next({ 'http://one/metrics': 'n 4', 'http://two/metrics': 'n 9' })).toEqual({ kind: 'good', value: 9 });
});

test('a gauge has no rate', async () => {
  const shop = await single({ metric: 'q', over: '5s' }, '# TYPE q gauge\nq 1');
  expect(await shop.now()).toEqual({ kind: 'blind', reason: 'q is a gauge, and only a counter has a rate' });
});

test('one counter per another: the window as value, what came since the last good sample as pool', async () => {
  const shop = await stage(
    { 'http://one/metrics': 'calls 10\nbuys 10', 'http://two/metrics': 'calls 0\nbuys 0' },
    { scrape: 'both', metric: 'calls', per: 'buys', over: '15s' },
  );
  expect(await shop.now()).toEqual({ kind: 'pending', waiting: 0 });
  expect(await shop.next({ 'http://one/metrics': 'calls 13\nbuys 12' })).toEqual({
    kind: 'good',
    value: 1.5,
    pool: { kind: 'per', numerator: 3, denominator: 2 },
  });
  expect(await shop.next({ 'http://two/metrics': 'calls 1\nbuys 2' })).toEqual({ kind: 'good', value: 1, pool: { kind: 'per', numerator: 1, denominator: 2 } });
});

test('what grew while a page could not be read is pooled afterwards, once', async () => {
  const shop = await single({ metric: 'calls', per: 'buys', over: '15s' }, 'calls 0\nbuys 0');
  await next(shop, 'calls 2\nbuys 1');
  expect(await next(shop, 'garbage!')).toMatchObject({ kind: 'blind' });
  expect(await next(shop, 'calls 6\nbuys 5')).toMatchObject({ pool: { numerator: 4, denominator: 4 } });
  expect(await next(shop, 'calls 7\nbuys 6')).toMatchObject({ pool: { numerator: 1, denominator: 1 } });
});

test('a counter that stands still divides nothing: too early to say, then blind', async () => {
  const shop = await single({ metric: 'calls', per: 'buys', over: '2s' }, 'calls 0\nbuys 0');
  expect(await next(shop, 'calls 3\nbuys 0')).toEqual({ kind: 'pending', waiting: 0 });
  expect(await next(shop, 'calls 4\nbuys 0')).toEqual({ kind: 'blind', reason: 'buys did not grow within 2 s' });
  expect(await next(shop, 'calls 5\nbuys 5')).toMatchObject({ kind: 'good', pool: { numerator: 5, denominator: 5 } });
});

test('a labelled counter that is not there yet is blind, and born at zero', async () => {
  const shop = await single({ metric: 'errors{code="503"}', per: 'calls', over: '15s' }, 'calls 5');
  expect(await shop.now()).toEqual({ kind: 'blind', reason: 'no series matches errors{code="503"}' });
  expect(await next(shop, 'calls 15\nerrors{code="503"} 4')).toMatchObject({ kind: 'good', value: 0.4, pool: { numerator: 4, denominator: 10 } });
});

const histogram = (...[one, two, all]: [number, number, number]) =>
  `# TYPE took histogram\ntook_bucket{le="1"} ${one}\ntook_bucket{le="2"} ${two}\ntook_bucket{le="+Inf"} ${all}\n`;

test('a quantile is that of what was observed within the window, over all pages', async () => {
  const shop = await stage(
    { 'http://one/metrics': histogram(50, 50, 90), 'http://two/metrics': histogram(0, 0, 0) },
    { scrape: 'both', metric: 'took', quantile: 0.5, over: '5s' },
    units.s,
  );
  expect(await shop.now()).toEqual({ kind: 'pending', waiting: 0 });
  expect(await shop.next({ 'http://one/metrics': histogram(50, 55, 95), 'http://two/metrics': histogram(0, 5, 5) })).toEqual({ kind: 'good', value: 1500 });
});

test('a histogram in which nothing was observed, or without +Inf, has no quantile', async () => {
  const shop = await single({ metric: 'took', quantile: 0.5, over: '1s' }, histogram(1, 1, 1));
  expect(await next(shop, histogram(1, 1, 1))).toEqual({ kind: 'blind', reason: 'took_bucket did not grow within 1 s' });
  const cut = await single({ metric: 'took{a="b"}', quantile: 0.5, over: '1s' }, 'took_bucket{a="b",le="1"} 1\ntook_bucket{a="b",le="2"} 1');
  expect(await next(cut, 'took_bucket{a="b",le="1"} 2\ntook_bucket{a="b",le="2"} 3')).toEqual({
    kind: 'blind',
    reason: 'the 0.5 quantile of took_bucket{a="b"} is NaN',
  });
});

test('a name that scrapes does not have is said at once', async () => {
  const opening = stage({}, { scrape: 'bth', metric: 'q' });
  await expect(opening).rejects.toThrow('Cannot measure sli: scrapes names no pages "bth". Known: both.');
});

probeContract('scrape on a fake', async () => {
  let page = 'q 42';
  const http = new FakeHttp(() => ({ body: page }));
  const ports: ProbePorts & AsyncDisposable = probePorts({ http });
  return {
    kind: scrapeKind,
    spec: { scrape: 'http://one/metrics', metric: 'q' },
    ports,
    healthy: (value) => value === 42,
    async garble() {
      page = 'q forty-two';
    },
    async silence() {
      http.reply = silence;
    },
    async [Symbol.asyncDispose]() {
      await ports[Symbol.asyncDispose]();
    },
  };
});
