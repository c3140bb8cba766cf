import { expect, test } from 'vitest';
import { ms, units } from '../../../src/domain/units.ts';
import { prometheusKind, type PrometheusSpec } from '../../../src/probes/prometheus/kind.ts';
import type { PrometheusAddress } from '../../../src/ports/probe.ts';
import type { HttpCall } from '../../../src/ports/http.ts';
import { probeContract } from '../../contract/probe.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { failure, FakeHttp, silence } from '../../fakes/http.ts';
import { probePorts } from '../ports.ts';

const number = (value: string) => ({
  body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] } }),
});
const queryOf = (call: HttpCall) => new URLSearchParams(call.body).get('query');
const signal = () => new AbortController().signal;

async function open(spec: PrometheusSpec, http: FakeHttp, address: Partial<PrometheusAddress> = {}, clock = new FakeClock()) {
  const ports = probePorts({ http, clock, prometheus: { url: 'http://prom.example/prefix/', headers: {}, ...address } });
  return (await prometheusKind.load())(spec, { name: 'sli', unit: units.s, every: ms(1000) }, ports);
}

test('posts the query to the API below the path prefix, and gives the value in the canonical unit', async () => {
  const http = new FakeHttp(() => number('0.25'));
  const tls = { cert: 'C', key: 'K', ca: 'A' };
  const session = await open({ prometheus: 'up + 1' }, http, { headers: { Authorization: 'Bearer t0ken' }, tls, timeout: ms(800) });
  expect(await session.sample(signal())).toEqual({ kind: 'good', value: 250 });
  expect(http.calls).toMatchObject([
    {
      method: 'POST',
      url: 'http://prom.example/prefix/api/v1/query',
      headers: { authorization: 'Bearer t0ken', 'content-type': 'application/x-www-form-urlencoded' },
      tls,
    },
  ]);
  expect(http.calls[0]?.body).toBe('query=up+%2B+1&timeout=800ms');
});

test('user and password of the address travel in a header', async () => {
  const http = new FakeHttp(() => number('1'));
  await (await open({ prometheus: 'up' }, http, { url: 'http://ann:p%40ss@prom.example' })).sample(signal());
  expect(http.calls[0]).toMatchObject({ url: 'http://prom.example/api/v1/query', headers: { authorization: `Basic ${btoa('ann:p@ss')}` } });
});

test.each(['hunter2secret', btoa('ann:hunter2secret'), 'ann:hunter2secret', `Basic ${btoa('ann:hunter2secret')}`])(
  'no reason repeats the credentials: %s',
  async (echo) => {
    const echoes = [
      () => ({ status: 400, body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: `you sent ${echo}` }) }),
      () => Promise.reject(new Error(`proxy refused ${echo}`)),
    ];
    for (const reply of echoes) {
      const measurement = await (await open({ prometheus: 'up' }, new FakeHttp(reply), { url: 'http://ann:hunter2secret@prom.example' })).sample(signal());
      expect(measurement.kind).toBe('blind');
      expect(JSON.stringify(measurement)).toContain('***');
      expect(JSON.stringify(measurement)).not.toContain('hunter2secret');
    }
  },
);

test('an answer is blind when the samples behind it are older than max-age', async () => {
  let age = '9.5';
  const http = new FakeHttp((call) => (queryOf(call)?.startsWith('max(time() - timestamp(') === true ? number(age) : number('7')));
  const session = await open({ prometheus: 'rate(a[1m])', 'max-age': ms(10_000), freshness: 'a{b="c"}' }, http);
  expect(await session.sample(signal())).toEqual({ kind: 'good', value: 7000 });
  expect(http.calls.map(queryOf)).toEqual(['rate(a[1m])', 'max(time() - timestamp(a{b="c"}))']);
  age = '10.5';
  expect(await session.sample(signal())).toEqual({ kind: 'blind', reason: 'the last sample of a{b="c"} is 10.5 s old, and max-age is 10 s' });
});

test('an age that cannot be told is too old', async () => {
  const http = new FakeHttp((call) => (queryOf(call) === 'up' ? number('1') : { body: '{"status":"success","data":{"resultType":"vector","result":[]}}' }));
  const session = await open({ prometheus: 'up', 'max-age': ms(10_000) }, http);
  expect(await session.sample(signal())).toEqual({ kind: 'blind', reason: 'the age of up cannot be told: the query gives no series' });
});

test('a server that refuses or hangs is blind', async () => {
  const clock = new FakeClock();
  const refused = await open({ prometheus: 'up' }, new FakeHttp(() => Promise.reject(failure('ECONNREFUSED'))));
  expect(await refused.sample(signal())).toEqual({
    kind: 'blind',
    reason: 'Prometheus at prom.example/prefix/api/v1/query gives no answer: connect ECONNREFUSED 127.0.0.1:1',
  });
  const hung = (await open({ prometheus: 'up' }, new FakeHttp(silence), { timeout: ms(800) }, clock)).sample(signal());
  await clock.advance(800);
  expect(await hung).toEqual({ kind: 'blind', reason: 'Prometheus at prom.example/prefix/api/v1/query gives no answer: no answer within 800 ms' });
});

test('without a Prometheus in the config it does not open', async () => {
  const opening = (await prometheusKind.load())({ prometheus: 'up' }, { name: 'errors', unit: units.s, every: ms(1000) }, probePorts({}));
  await expect(opening).rejects.toThrow('Cannot measure errors: the config names no Prometheus. Add prometheus: { url: http://… } to its environment.');
});

probeContract('prometheus on a fake', async () => {
  const http = new FakeHttp(() => number('42'));
  const ports = probePorts({ http, prometheus: { url: 'http://prom.example', headers: {} } });
  return {
    kind: prometheusKind,
    spec: { prometheus: 'up' },
    ports,
    healthy: (value) => value === 42,
    async garble() {
      http.reply = () => ({ body: '<html>' });
    },
    async silence() {
      http.reply = silence;
    },
    async [Symbol.asyncDispose]() {
      await ports[Symbol.asyncDispose]();
    },
  };
});
