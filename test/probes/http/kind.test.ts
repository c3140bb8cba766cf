import { expect, test } from 'vitest';
import { units, plain } from '../../../src/domain/units.ts';
import { httpKind } from '../../../src/probes/http/kind.ts';
import { probePorts } from '../ports.ts';

const http = 'http://127.0.0.1:8080/health';
const parse = (input: unknown) => httpKind.schema.safeParse(input);
const messages = (input: unknown) => parse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each([
  { http, measure: 'up' },
  { http, measure: 'up', expect: { status: [200, 204] } },
  { http, measure: 'latency', method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
  { http, measure: 'json', json: '$.queue.depth', expect: { status: 503 } },
])('takes %j', (input) => {
  expect(messages(input)).toBeUndefined();
});

test.each([
  [{ http: 'localhost', measure: 'up' }, ['http: expected an address such as http://127.0.0.1:8080/health']],
  [{ http }, ['measure: expected status, latency, json or up']],
  [{ http, measure: 'json' }, ['measure: expected json: the path of the value, such as $.queue.depth']],
  [{ http, measure: 'up', json: '$.a' }, ['json: expected measure: json beside a path']],
  [{ http, measure: 'json', json: 'a' }, ['json: expected a JSON path such as $.queue.depth']],
  [{ http, measure: 'status', expect: { status: 200 } }, ['expect: expected no expect beside measure: status, which is the status itself']],
  [{ http, measure: 'latency', body: 'x' }, ['body: expected another method than GET for a request with a body']],
  [{ http, measure: 'json', json: '$.a', method: 'HEAD' }, ['method: expected another method than HEAD, whose answers have no body']],
  [{ http, measure: 'up', retries: 3 }, [': Unrecognized key: "retries"']],
])('refuses %j', (input, expected) => {
  expect(messages(input)).toEqual(expected);
});

test('the measure implies the unit, except for a value in JSON', () => {
  const unit = (measure: 'status' | 'latency' | 'json' | 'up') => httpKind.unit({ http, method: 'GET', headers: {}, measure });
  expect([unit('latency'), unit('up'), unit('status'), unit('json')]).toEqual([units.ms, plain, plain, undefined]);
});

test('reads from its own host, which carries no credentials', () => {
  const spec = httpKind.schema.parse({ http: 'https://ann:secret@shop.example:8443/x', measure: 'up' });
  expect(httpKind.hosts(spec, probePorts({}))).toEqual(['shop.example']);
});
