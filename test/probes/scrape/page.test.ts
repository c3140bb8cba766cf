/** On real servers: prom-client behind Node's own HTTP, restarted, cut off and silent. */
import { Counter, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { ms, plain } from '../../../src/domain/units.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Http } from '../../../src/ports/http.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { scrapeKind } from '../../../src/probes/scrape/kind.ts';
import { probeContract, type ProbeStage } from '../../contract/probe.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { probePorts } from '../ports.ts';
import { serve } from '../server.ts';

class Shop {
  readonly registry = new Registry();
  readonly calls = new Counter({ name: 'calls_total', help: 'x', registers: [this.registry] });
  readonly buys = new Counter({ name: 'buys_total', help: 'x', registers: [this.registry] });
  readonly took = new Histogram({ name: 'took_seconds', help: 'x', buckets: [0.1, 0.2], registers: [this.registry] });

  constructor(contentType: string = Registry.PROMETHEUS_CONTENT_TYPE) {
    this.registry.setContentType(contentType as never);
  }

  work(): void {
    this.calls.inc(2);
    this.buys.inc();
    this.took.observe(0.15);
  }
}

const page =
  (shop: () => Shop): Parameters<typeof serve>[0] =>
  (_request, response) => {
    void shop()
      .registry.metrics()
      .then((body) => response.setHeader('content-type', shop().registry.contentType).end(body));
  };

async function open(http: Http, spec: JsonObject, clock: FakeClock) {
  const ports = probePorts({ http, clock });
  const session = await (await scrapeKind.load())(scrapeKind.schema.parse(spec), { name: 'sli', unit: plain, every: ms(1000) }, ports);
  return { sample: () => session.sample(new AbortController().signal), [Symbol.asyncDispose]: async () => ports[Symbol.asyncDispose]() };
}

test('a process that is killed and comes back counts on from zero', async () => {
  let shop = new Shop(Registry.OPENMETRICS_CONTENT_TYPE);
  for (let calls = 0; calls < 50; calls += 1) shop.work();
  await using http = createHttp();
  await using server = await serve(page(() => shop));
  const clock = new FakeClock();
  await using ratio = await open(http, { scrape: `${server.url}/metrics`, metric: 'calls_total', per: 'buys_total', over: '15s' }, clock);
  expect(await ratio.sample()).toEqual({ kind: 'pending', waiting: 0 });
  shop = new Shop(Registry.OPENMETRICS_CONTENT_TYPE);
  shop.work();
  await clock.advance(1000);
  await expect.poll(() => ratio.sample()).toEqual({ kind: 'good', value: 2, pool: { kind: 'per', numerator: 2, denominator: 1 } });
});

/** A shop that works whenever its page is asked for, so that each fetch sees growth. */
async function stage(spec: JsonObject, healthy: (value: number) => boolean, contentType?: string): Promise<ProbeStage> {
  const shop = new Shop(contentType);
  const http = createHttp();
  const server = await serve((request, response) => {
    shop.work();
    page(() => shop)(request, response);
  });
  const ports = probePorts({ http, scrapes: { shops: [`${server.url}/one`, `${server.url}/two`] } });
  return {
    kind: scrapeKind,
    spec: scrapeKind.schema.parse(spec),
    ports,
    healthy,
    async garble() {
      server.answer = (_request, response) => response.end('calls_total 10\nbuys_total');
    },
    async silence() {
      server.answer = () => undefined;
    },
    async [Symbol.asyncDispose]() {
      await ports[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

probeContract('scrape of one counter per another', () =>
  stage({ scrape: 'shops', metric: 'calls_total', per: 'buys_total', over: '5s' }, (value) => value === 2),
);
probeContract('scrape of a rate, as OpenMetrics', () =>
  stage({ scrape: 'shops', metric: 'calls_total', over: '5s', aggregate: 'sum' }, (value) => value > 0, Registry.OPENMETRICS_CONTENT_TYPE),
);
probeContract('scrape of a quantile', () =>
  stage({ scrape: 'shops', metric: 'took_seconds', quantile: 0.5, over: '5s' }, (value) => Math.abs(value - 0.15) < 1e-9),
);
