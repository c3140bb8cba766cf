import { expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { prometheusKind } from '../../../src/probes/prometheus/kind.ts';
import { probePorts } from '../ports.ts';

const parse = (input: unknown) => prometheusKind.schema.safeParse(input);
const messages = (input: unknown) => parse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const context = (scrapeInterval?: number) =>
  probePorts({
    prometheus: {
      url: 'https://user:secret@prom.example:9090/x',
      headers: {},
      ...(scrapeInterval === undefined ? {} : { scrapeInterval: ms(scrapeInterval) }),
    },
  });

test('takes a query alone, or with the age of its own selector or of another', () => {
  expect(parse({ prometheus: 'up' }).data).toEqual({ prometheus: 'up' });
  expect(parse({ prometheus: 'up{job="a"}', 'max-age': '10s' }).data).toEqual({ prometheus: 'up{job="a"}', 'max-age': 10_000 });
  expect(parse({ prometheus: 'rate(a[1m])', 'max-age': '10s', freshness: 'a{b="c"}' }).data).toMatchObject({ freshness: 'a{b="c"}' });
});

test.each([
  [{ prometheus: ' ' }, ['prometheus: expected a PromQL query']],
  [{ prometheus: 'rate(a[1m])', 'max-age': '10s' }, ['max-age: expected freshness beside max-age: a result of functions has no age, a selector has']],
  [{ prometheus: 'up', freshness: 'up' }, ['freshness: expected max-age beside freshness: alone it has no effect']],
  [{ prometheus: 'up', 'max-age': '10s', freshness: 'max(up)' }, ['freshness: expected a selector such as up{job="shop"}, without functions']],
  [{ prometheus: 'up', maxAge: '10s' }, [': Unrecognized key: "maxAge"']],
])('refuses %j', (input, expected) => {
  expect(messages(input)).toEqual(expected);
});

test('reads from the host of the config alone', () => {
  expect(prometheusKind.hosts({ prometheus: 'up' }, context())).toEqual(['prom.example']);
  expect(prometheusKind.hosts({ prometheus: 'up' }, probePorts({}))).toEqual([]);
});

test('is as stale as the scrape interval and the range together, and says what it does not know', () => {
  const query = { prometheus: 'rate(a[1m])' };
  const watched = { every: ms(1000) };
  expect(prometheusKind.staleness(query, context(15_000), watched)).toEqual({ worst: 75_000, why: 'scrape interval 15 s + 1 m that the query looks back' });
  expect(prometheusKind.staleness({ ...query, 'max-age': ms(30_000) }, context(), watched)).toEqual({
    worst: 90_000,
    why: 'max-age 30 s + 1 m that the query looks back',
  });
  expect(prometheusKind.staleness({ prometheus: 'up' }, context(), watched)).toEqual({
    worst: 300_000,
    why: 'unknown: the config does not say scrape-interval; at worst the 5 m that Prometheus looks for a last sample',
  });
});
