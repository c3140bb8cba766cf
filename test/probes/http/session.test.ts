import { expect, test } from 'vitest';
import { ms, units, type Unit } from '../../../src/domain/units.ts';
import type { HttpAnswer } from '../../../src/ports/http.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { httpKind } from '../../../src/probes/http/kind.ts';
import { probeContract } from '../../contract/probe.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { failure, FakeHttp, silence } from '../../fakes/http.ts';
import { freePort } from '../../ports.ts';
import { probePorts } from '../ports.ts';
import { serve } from '../server.ts';

const http = 'http://shop.example/health';

async function open(spec: object, http: FakeHttp, clock = new FakeClock(), unit: Unit = units.number) {
  return (await httpKind.load())(httpKind.schema.parse(spec), { name: 'sli', unit, every: ms(1000) }, probePorts({ http, clock }));
}
async function measured(spec: object, answer: Partial<HttpAnswer> | Error, unit?: Unit) {
  const session = await open({ http, ...spec }, new FakeHttp(() => (answer instanceof Error ? Promise.reject(answer) : answer)), new FakeClock(), unit);
  return session.sample(new AbortController().signal);
}
const good = (value: number) => ({ kind: 'good', value });
const blind = (reason: string) => ({ kind: 'blind', reason });

test('status is the status, a redirect too', async () => {
  expect(await measured({ measure: 'status' }, { status: 503 })).toEqual(good(503));
  expect(await measured({ measure: 'status' }, { status: 302 })).toEqual(good(302));
  expect(await measured({ measure: 'status' }, failure('ECONNREFUSED'))).toEqual(blind('shop.example/health: connect ECONNREFUSED 127.0.0.1:1'));
});

test('up is 1 for an expected status, and 0 for another or where nobody listens', async () => {
  expect(await measured({ measure: 'up' }, { status: 204 })).toEqual(good(1));
  expect(await measured({ measure: 'up' }, { status: 302 })).toEqual(good(0));
  expect(await measured({ measure: 'up' }, { status: 503 })).toEqual(good(0));
  expect(await measured({ measure: 'up', expect: { status: 503 } }, { status: 503 })).toEqual(good(1));
  expect(await measured({ measure: 'up', expect: { status: [200, 404] } }, { status: 404 })).toEqual(good(1));
  expect(await measured({ measure: 'up' }, failure('ECONNREFUSED'))).toEqual(good(0));
  expect(await measured({ measure: 'up' }, failure('ECONNRESET'))).toEqual(good(0));
});

test('up is blind where the answer says nothing about the target', async () => {
  expect(await measured({ measure: 'up' }, failure('ENOTFOUND'))).toMatchObject({ kind: 'blind' });
  expect(await measured({ measure: 'up' }, failure('ENETUNREACH'))).toMatchObject({ kind: 'blind' });
  const stop = new AbortController();
  const sampled = (await open({ http, measure: 'up' }, new FakeHttp(silence))).sample(stop.signal);
  stop.abort(new Error('no answer within 1000 ms'));
  expect(await sampled).toEqual(blind('shop.example/health: no answer within 1000 ms'));
});

test('up opens a new connection each time', async () => {
  const fake = new FakeHttp(() => ({}));
  await (await open({ http, measure: 'up' }, fake)).sample(new AbortController().signal);
  expect(fake.calls[0]?.headers).toEqual({ connection: 'close' });
});

test('latency is the time to the whole answer in ms, and blind for an unexpected status', async () => {
  const clock = new FakeClock();
  const slow = new FakeHttp(async () => {
    await clock.sleep(ms(120));
    return {};
  });
  const sampled = (await open({ http, measure: 'latency' }, slow, clock)).sample(new AbortController().signal);
  await clock.advance(120);
  expect(await sampled).toEqual(good(120));
  expect(await measured({ measure: 'latency' }, { status: 500 })).toEqual(blind('the answer has status 500'));
});

test.each([
  ['$.depth', '{"depth":3}', good(3000)],
  ['$.ok', '{"ok":true}', good(1)],
  ['$.ok', '{"ok":false}', good(0)],
  ['$.queues[?@.name=="a"].depth', '{"queues":[{"name":"a","depth":2},{"name":"b","depth":5}]}', good(2000)],
  ['$.queues[*].depth', '{"queues":[{"depth":2},{"depth":5}]}', blind('$.queues[*].depth gives 2 values, where one is needed')],
  ['$.depth', '{}', blind('$.depth gives nothing')],
  ['$.depth', '{"depth":"3"}', blind('$.depth gives a text, where a number or a boolean is needed')],
  ['$.depth', '{"depth":null}', blind('$.depth gives null, where a number or a boolean is needed')],
  ['$.depth', '{"depth":[]}', blind('$.depth gives a list, where a number or a boolean is needed')],
  ['$.depth', '{"depth":1e999}', blind('$.depth gives a number beyond all bounds, where a number or a boolean is needed')],
  ['$.depth', '<html>', blind('the answer is not JSON')],
])('%s of %s', async (json, body, expected) => {
  expect(await measured({ measure: 'json', json }, { body }, units.s)).toEqual(expected);
});

test('JSON of an unexpected status is blind', async () => {
  expect(await measured({ measure: 'json', json: '$.depth' }, { status: 500, body: '{"depth":3}' })).toEqual(blind('the answer has status 500'));
});

test('a path that is none is said before anything is measured', async () => {
  await expect(open({ http, measure: 'json', json: '$.[' }, new FakeHttp(() => ({})))).rejects.toThrow(
    /^Cannot read \$\.\[: .+\. Write a JSON path as in RFC 9535: \$\.queue\.depth\.$/,
  );
});

test('credentials travel in a header and stand in no reason', async () => {
  const fake = new FakeHttp(() => Promise.reject(new Error('the gateway refused Bearer hunter2secret')));
  const session = await open({ http: 'http://ann:pass1234@shop.example/x?key=k3y', measure: 'status', headers: { 'x-token': 'Bearer hunter2secret' } }, fake);
  expect(await session.sample(new AbortController().signal)).toEqual(blind('shop.example/x: the gateway refused ***'));
  expect(fake.calls[0]).toMatchObject({ url: 'http://shop.example/x?key=k3y', headers: { authorization: `Basic ${btoa('ann:pass1234')}` } });
});

test('a real port that nobody listens on is not up', async () => {
  await using http = createHttp();
  const spec = httpKind.schema.parse({ http: `http://127.0.0.1:${await freePort()}/`, measure: 'up' });
  const session = await (await httpKind.load())(spec, { name: 'sli', unit: units.number, every: ms(1000) }, probePorts({ http }));
  expect(await session.sample(new AbortController().signal)).toEqual(good(0));
});

test('a real server that hangs up is not up', async () => {
  await using http = createHttp();
  await using server = await serve((request) => request.socket.destroy());
  const session = await (
    await httpKind.load()
  )(httpKind.schema.parse({ http: server.url, measure: 'up' }), { name: 'sli', unit: units.number, every: ms(1000) }, probePorts({ http }));
  expect(await session.sample(new AbortController().signal)).toEqual(good(0));
});

probeContract('http on a real server', async () => {
  const http = createHttp();
  const server = await serve((_request, response) => response.end('{"depth":42}'));
  const ports = probePorts({ http });
  return {
    kind: httpKind,
    spec: httpKind.schema.parse({ http: server.url, measure: 'json', json: '$.depth' }),
    ports,
    healthy: (value) => value === 42,
    async garble() {
      server.answer = (_request, response) => response.end('{"depth":');
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
});

probeContract('http latency on a fake', async () => {
  const fake = new FakeHttp(() => ({}));
  const ports = probePorts({ http: fake });
  return {
    kind: httpKind,
    spec: httpKind.schema.parse({ http, measure: 'latency' }),
    ports,
    healthy: (value) => value >= 0 && value < 1000,
    async garble() {
      fake.reply = () => ({ status: 599 });
    },
    async silence() {
      fake.reply = silence;
    },
    async [Symbol.asyncDispose]() {
      await ports[Symbol.asyncDispose]();
    },
  };
});
