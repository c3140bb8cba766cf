import { Counter, Gauge, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ms, units, plain } from '../../../src/domain/units.ts';
import type { Measurement } from '../../../src/domain/sample.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { prometheusKind } from '../../../src/probes/prometheus/kind.ts';
import { histogramQuantile } from '../../../src/probes/scrape/quantile.ts';
import { probeContract } from '../../contract/probe.ts';
import { systemProgram } from '../../system.ts';
import { probePorts } from '../ports.ts';
import { serve, type TestServer } from '../server.ts';
import { startPrometheus, type RealPrometheus } from './real.ts';

const program = systemProgram('prometheus');

describe.skipIf(program === undefined)('a real Prometheus that scrapes prom-client', () => {
  const registry = new Registry();
  const http = createHttp();
  let shop: TestServer;
  let prometheus: RealPrometheus;
  const url = (): string => `http://${prometheus.host}/prom`;

  beforeAll(async () => {
    const queued = new Gauge({ name: 'orders_queued', help: 'x', labelNames: ['shop'], registers: [registry] });
    queued.set({ shop: 'a' }, 3);
    queued.set({ shop: 'b' }, 4);
    new Gauge({ name: 'broken_gauge', help: 'x', registers: [registry] }).set(Number.NaN);
    new Counter({ name: 'checkouts_total', help: 'x', registers: [registry] }).inc(5);
    shop = await serve((_request, response) => {
      // Exposed with a time of its own, a minute ago: such a sample gets no staleness marker, and Prometheus goes on answering with it.
      void registry
        .metrics()
        .then((page) => response.setHeader('content-type', registry.contentType).end(`${page}${histograms}pushed_gauge 1 ${Date.now() - 60_000}\n`));
    });
    prometheus = await startPrometheus(program ?? '', {
      target: new URL(shop.url).host,
      args: ['--web.external-url=http://localhost/prom', '--web.route-prefix=/prom'],
    });
    await scraped();
  });
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
    await http[Symbol.asyncDispose]();
  });

  /** The first sample is there about 6 s after the start, whatever the interval. */
  async function scraped(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await measure({ prometheus: 'checkouts_total' })).kind === 'good') return;
      await systemClock.sleep(ms(200));
    }
    throw new Error('no sample within 20 s');
  }

  async function measure(spec: object, unit = plain): Promise<Measurement> {
    const ports = probePorts({ http, prometheus: { url: url(), headers: {}, timeout: ms(2000) } });
    const session = await (await prometheusKind.load())(prometheusKind.schema.parse(spec), { name: 'sli', unit, every: ms(1000) }, ports);
    return session.sample(new AbortController().signal);
  }

  test('one number, behind a path prefix', async () => {
    expect(await measure({ prometheus: 'sum(orders_queued)' })).toEqual({ kind: 'good', value: 7 });
    expect(await measure({ prometheus: 'orders_queued{shop="b"}' }, units.s)).toEqual({ kind: 'good', value: 4000 });
    expect(await measure({ prometheus: 'scalar(checkouts_total) * 2' })).toEqual({ kind: 'good', value: 10 });
  });

  test.each([
    ['orders_queued', 'the query gives 2 series where one is needed: aggregate them (sum, max) or select one'],
    ['orders_queued{shop="c"}', 'the query gives no series'],
    ['checkouts_total > 100', 'the query gives no series'],
    ['broken_gauge', 'the query gives NaN, which is no number to judge'],
    ['checkouts_total / 0', 'the query gives +Inf, which is no number to judge'],
    ['-checkouts_total / 0', 'the query gives -Inf, which is no number to judge'],
    ['checkouts_total[1m]', 'the query gives a matrix, where one number is needed'],
    ['"a"', 'the query gives a string, where one number is needed'],
    ['sum(', 'Prometheus says bad_data: invalid parameter "query": 1:5: parse error: unclosed left parenthesis'],
  ])('%s is blind', async (query, reason) => {
    expect(await measure({ prometheus: query })).toEqual({ kind: 'blind', reason });
  });

  test('an old sample that Prometheus gives as new is seen through by max-age alone', async () => {
    expect(await measure({ prometheus: 'pushed_gauge' })).toEqual({ kind: 'good', value: 1 });
    const aged = await measure({ prometheus: 'pushed_gauge', 'max-age': '10s' });
    expect(aged).toMatchObject({ kind: 'blind', reason: expect.stringMatching(/^the last sample of pushed_gauge is 1 m( \d+ s)? old, and max-age is 10 s$/) });
    expect(await measure({ prometheus: 'sum(orders_queued)', 'max-age': '10s', freshness: 'orders_queued' })).toEqual({ kind: 'good', value: 7 });
    expect(await measure({ prometheus: 'sum(orders_queued)', 'max-age': '10s', freshness: 'pushed_gauge' })).toMatchObject({ kind: 'blind' });
  });

  test.each([0, 0.25, 0.5, 0.9, 0.99, 1])('our %d quantile of a histogram is the one that Prometheus computes', async (share) => {
    for (const [id, buckets] of bucketsOf.entries()) {
      const theirs = await measure({ prometheus: `histogram_quantile(${share}, took_bucket{id="${id}"})` });
      const ours = histogramQuantile(share, buckets);
      if (Number.isNaN(ours)) expect(theirs).toEqual({ kind: 'blind', reason: 'the query gives NaN, which is no number to judge' });
      else expect(theirs.kind === 'good' && theirs.value).toBeCloseTo(ours, 9);
    }
  });

  probeContract('prometheus on a real server', async () => {
    // Prometheus itself neither garbles nor hangs on demand: what stands in front of it does.
    const front = await serve((request, response) => void forward(url(), request, response));
    const ports = probePorts({ http, prometheus: { url: front.url, headers: {} } });
    return {
      kind: prometheusKind,
      spec: { prometheus: 'sum(orders_queued)' },
      ports,
      healthy: (value) => value === 7,
      async garble() {
        front.answer = (_request, response) => response.setHeader('content-type', 'text/html').end('<html>Please log in</html>');
      },
      async silence() {
        front.answer = () => undefined;
      },
      async [Symbol.asyncDispose]() {
        await ports[Symbol.asyncDispose]();
        await front[Symbol.asyncDispose]();
      },
    };
  });
});

const observations = [[0.05, 0.2, 0.3, 0.7], [2, 3, 4], [7, 8, 9], [-2, -3, 0.05], [], Array.from({ length: 100 }, (_, index) => index / 20)];
const bounds = [-1, 0.1, 0.5, 1, 5, Infinity];
const bucketsOf = observations.map((observed) => bounds.map((bound) => ({ bound, count: observed.filter((value) => value <= bound).length })));
/** By hand: prom-client 15 counts what lies beyond the highest bound into a bucket of bound -1. */
const histograms = bucketsOf
  .flatMap((buckets, id) => buckets.map(({ bound, count }) => `took_bucket{id="${id}",le="${bound === Infinity ? '+Inf' : bound}"} ${count}\n`))
  .join('');

const forward: (base: string, ...exchange: Parameters<TestServer['answer']>) => Promise<void> = async (base, request, response) => {
  const body = (await request.toArray()).join('');
  const answer = await fetch(base + (request.url ?? ''), { method: 'POST', body, headers: { 'content-type': request.headers['content-type'] ?? '' } });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
};
