import { expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { scrapeKind } from '../../../src/probes/scrape/kind.ts';
import { probePorts } from '../ports.ts';

const messages = (input: unknown) => scrapeKind.schema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const metric = 'orders_queued';

test.each([
  { scrape: 'storefronts', metric },
  { scrape: 'http://127.0.0.1:8081/metrics', metric: 'circuit_open{dependency="payments"}', aggregate: 'max' },
  { scrape: ['http://a/metrics', 'https://b/metrics'], metric: 'calls_total', per: 'checkouts_total', over: '15s' },
  { scrape: 'storefronts', metric: 'calls_total', over: '1m', aggregate: 'sum' },
  { scrape: 'storefronts', metric: 'took_seconds', quantile: 0.99, over: '30s' },
])('takes %j', (input) => {
  expect(messages(input)).toBeUndefined();
});

const anAddress = 'expected an address such as http://127.0.0.1:8081/metrics';
test.each([
  [{ scrape: 'ftp://a/metrics', metric }, [`scrape: ${anAddress}`]],
  [{ scrape: ['storefronts'], metric }, [`scrape.0: ${anAddress}`]],
  [{ scrape: 'a', metric: 'sum(x)' }, ['metric: expected a metric such as orders_queued or circuit_open{dependency="payments"}']],
  [{ scrape: 'a', metric, per: 'b' }, ['per: expected over beside per: the window in which the counters grow, such as 15s']],
  [{ scrape: 'a', metric, quantile: 0.5 }, ['quantile: expected over beside quantile: the window in which the counters grow, such as 15s']],
  [{ scrape: 'a', metric, per: 'b', over: '15s', aggregate: 'sum' }, ['aggregate: expected no aggregate beside per: the growth of all series is added up']],
  [{ scrape: 'a', metric, per: 'b', quantile: 0.5, over: '15s' }, ['quantile: expected either per or quantile']],
  [{ scrape: 'a', metric, over: '15s', averaged: true }, [': Unrecognized key: "averaged"']],
])('refuses %j', (input, expected) => {
  expect(messages(input)).toEqual(expected);
});

test('reads from the hosts of its pages, once each', () => {
  const context = probePorts({ scrapes: { both: ['http://a:1/metrics', 'http://a:2/metrics', 'http://[::1]:2/metrics'] } });
  expect(scrapeKind.hosts({ scrape: 'both', metric }, context)).toEqual(['a', '::1']);
  expect(scrapeKind.hosts({ scrape: 'http://user:secret@b/metrics', metric }, context)).toEqual(['b']);
  expect(scrapeKind.hosts({ scrape: 'none', metric }, context)).toEqual([]);
});

test('only one counter per another can be added up over a window', () => {
  expect(scrapeKind.poolable({ scrape: 'a', metric, per: 'b', over: ms(15_000) })).toBe(true);
  expect(scrapeKind.poolable({ scrape: 'a', metric, over: ms(15_000) })).toBe(false);
});

test('is as stale as the fetch and the window together', () => {
  const context = probePorts({});
  const watched = { every: ms(1000) };
  expect(scrapeKind.staleness({ scrape: 'a', metric }, context, watched)).toEqual({ worst: 1000, why: 'a page is fetched once a second' });
  expect(scrapeKind.staleness({ scrape: 'a', metric, over: ms(15_000) }, context, watched)).toEqual({
    worst: 16_000,
    why: 'a page is fetched once a second + the 15 s that growth is counted over',
  });
});
