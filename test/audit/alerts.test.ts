import { describe, expect, test } from 'vitest';
import { alertsOf, mentions, readRules } from '../../src/audit/alerts.ts';
import type { PrometheusAddress } from '../../src/ports/probe.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeHttp, failure, silence } from '../fakes/http.ts';

const alert = (query: string, more: object = {}) => ({ name: 'A', query, labels: {}, annotations: {}, ...more });
const body = (...rules: readonly object[]) => JSON.stringify({ status: 'success', data: { groups: [{ name: 'shop', rules }] } });
const signal = () => new AbortController().signal;
const ask = (http: FakeHttp, server: Partial<PrometheusAddress> = {}, clock = new FakeClock(), until = signal()) =>
  alertsOf({ url: 'http://prom.test/prefix/', headers: {}, ...server }, http, clock, until);

test('asks for the alerting rules below the path prefix, with the credentials of the environment', async () => {
  const rule = { type: 'alerting', name: 'Down', query: 'up == 0', duration: 60, labels: { severity: 'page' }, annotations: {}, state: 'inactive' };
  const http = new FakeHttp(() => ({ body: body(rule, { type: 'recording', name: 'r', query: 'sum(up)' }) }));
  const found = await ask(http, { headers: { authorization: 'Bearer t0ken' } });
  expect(found).toEqual({ kind: 'known', value: [{ type: 'alerting', name: 'Down', query: 'up == 0', labels: { severity: 'page' }, annotations: {} }] });
  expect(http.calls).toMatchObject([{ url: 'http://prom.test/prefix/api/v1/rules?type=alert', headers: { authorization: 'Bearer t0ken' } }]);
});

test('no rules are known, and none', () => {
  expect(readRules({ status: 200, body: body() }, 'prom.test')).toEqual({ kind: 'known', value: [] });
});

test.each([
  [{ status: 200, body: '<html>Sign in</html>' }, 'Prometheus at prom.test answers 200, and not with its rules'],
  [{ status: 200, body: '{"status":"error","errorType":"internal","error":"x"}' }, 'Prometheus at prom.test answers 200, and not with its rules'],
  [
    { status: 200, body: '{"status":"success","data":{"groups":[{"rules":[{"type":"alerting"}]}]}}' },
    'Prometheus at prom.test answers 200, and not with its rules',
  ],
  [{ status: 503, body: body() }, 'Prometheus at prom.test answers 503, and not with its rules'],
])('%j', (answer, why) => {
  expect(readRules(answer, 'prom.test')).toEqual({ kind: 'unknown', why });
});

test('what cannot be asked is unknown, and no credentials are said', async () => {
  expect(await alertsOf(undefined, new FakeHttp(silence), new FakeClock(), signal())).toEqual({ kind: 'unknown', why: 'the environment names no Prometheus' });
  const refused = await ask(new FakeHttp(() => Promise.reject(failure('ECONNREFUSED'))));
  expect(refused).toMatchObject({ kind: 'unknown', why: expect.stringContaining('Prometheus at prom.test/prefix/ gives no answer') as string });
  const echo = await ask(new FakeHttp(() => Promise.reject(new Error('you sent Bearer t0kent0ken'))), { headers: { authorization: 'Bearer t0kent0ken' } });
  expect(JSON.stringify(echo)).not.toContain('t0kent0ken');
});

test('a server that hangs is given up', async () => {
  const clock = new FakeClock();
  const asked = ask(new FakeHttp(silence), {}, clock);
  await clock.advance(10_000);
  expect(await asked).toMatchObject({ kind: 'unknown' });
});

describe('an alert names a workload', () => {
  test.each([
    alert('up{job="payments"} == 0'),
    alert('rate(payments_errors_total[5m]) > 1'),
    alert('sum(rate(http_errors_total{service=~"payments|catalog"}[5m])) > 1'),
    alert('vector(1)', { name: 'PaymentsDown', annotations: { summary: 'Payments is away' } }),
    alert('vector(1)', { labels: { deployment: 'payments' } }),
  ])('%j', (one) => {
    expect(mentions(one, ['payments'])).toBe(true);
  });

  test.each([alert('up{job="payments-db"} == 0'), alert('up{job="my-payments"}'), alert('repayments_total > 1'), alert('vector(1)', { name: 'Paymentsx' })])(
    'not by a part of another word: %j',
    (one) => {
      expect(mentions(one, ['payments'])).toBe(false);
    },
  );

  test('by a name with dashes, as metrics have it', () => {
    expect(mentions(alert('shop_front_errors_total > 1'), ['shop-front'])).toBe(true);
    expect(mentions(alert('up{job="shopxfront"}'), ['shop.front'])).toBe(false);
  });
});
