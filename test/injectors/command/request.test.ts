import { expect, test } from 'vitest';
import { request } from '../../../src/injectors/command/request/kind.ts';
import type { HttpAnswer } from '../../../src/ports/http.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { failure, FakeHttp, silence } from '../../fakes/http.ts';
import { ports } from '../programs.ts';

const never = new AbortController().signal;
const id = { run: '7k2', n: 1 };
const url = 'http://127.0.0.1:8080/flag';
const auth = { 'headers-from-env': { authorization: 'Bearer TOKEN' } };
const written = {
  inject: { post: url, body: { slow: true }, ...auth },
  restore: { delete: url, headers: { 'x-by': "it's me" }, ...auth },
  observe: { get: url, expect: { json: { '$.slow': true } } },
};

type Answers = Partial<Record<string, () => Partial<HttpAnswer> | Promise<Partial<HttpAnswer>>>>;

async function world(answers: Answers, env: Record<string, string> = { TOKEN: 'hush' }, file: object = written) {
  const http = new FakeHttp(async ({ method = 'GET' }) => (await answers[method]?.()) ?? { status: 200, body: '{"slow":false}' });
  const clock = new FakeClock();
  const injector = await request.load({ ...ports, http, clock, env: (name) => env[name] });
  const spec = request.schema.parse(file);
  const prepared = await injector.prepare(spec, id, never);
  return { injector, spec, http, clock, ...prepared };
}

test('request sends the secret, and neither the record nor a person sees it', async () => {
  const { injector, spec, undo, manual, http } = await world({});
  await injector.apply(spec, undo, never);
  expect(http.calls[0]).toMatchObject({ method: 'POST', body: '{"slow":true}', headers: { authorization: 'Bearer hush', 'content-type': 'application/json' } });
  expect(JSON.stringify(undo)).not.toContain('hush');
  expect(manual).toBe(String.raw`curl -fsS -X DELETE -H 'x-by: it'\''s me' -H "authorization: Bearer $TOKEN" http://127.0.0.1:8080/flag`);
});

test('request is unclear without an answer, and failed when the answer is no', async () => {
  const lost = await world({ POST: () => Promise.reject(failure('ECONNRESET')) });
  expect(await lost.injector.apply(lost.spec, lost.undo, never)).toMatchObject({ kind: 'unclear', why: expect.stringContaining('ECONNRESET') });
  const refused = await world({ POST: () => ({ status: 400 }) });
  await expect(refused.injector.apply(refused.spec, refused.undo, never)).rejects.toThrow(`Cannot inject: POST ${url}: it answers 400.`);
});

test('request gives up at its timeout', async () => {
  const { injector, spec, undo, clock } = await world({ POST: silence });
  const applying = injector.apply(spec, undo, never);
  await clock.advance(10_000);
  expect(await applying).toMatchObject({ kind: 'unclear', why: `POST ${url}: no answer: no answer within 10000 ms` });
});

test('request believes an answer about the flag alone', async () => {
  const look = async (answer: Partial<HttpAnswer>) => {
    const { injector, undo } = await world({ GET: () => answer });
    return (await injector.observe(undo, never)).presence;
  };
  expect(await look({ body: '{"slow":true}' })).toBe('present');
  expect(await look({ body: '{"slow":"true"}' })).toBe('absent');
  expect(await look({ body: '{}' })).toBe('absent');
  expect(await look({ status: 404 })).toBe('absent');
  expect(await look({ body: '<html>' })).toBe('unknown');
  for (const status of [401, 403, 429, 500, 503]) expect(await look({ status })).toBe('unknown');
});

test('request may expect the very status that otherwise says nothing', async () => {
  const { injector, undo } = await world({ GET: () => ({ status: 503 }) }, { TOKEN: 'hush' }, { ...written, observe: { get: url, expect: { status: 503 } } });
  expect(await injector.observe(undo, never)).toEqual({ presence: 'present' });
});

test('request names the variable it lacks, and sends nothing without it', async () => {
  const { injector, spec, undo, http, manual } = await world({}, {});
  expect(await injector.preflight(spec, never)).toEqual([{ why: 'it needs TOKEN, not set here', hint: 'Set TOKEN and run again.' }]);
  expect(await injector.restore(undo, never)).toEqual({
    kind: 'left',
    left: [{ target: `POST ${url}`, why: 'restore needs TOKEN, not set here', command: manual }],
  });
  expect(http.calls).toEqual([]);
});

test('request refuses a path that is none before anything is sent', async () => {
  const { injector, spec, http } = await world({}, { TOKEN: 'hush' }, { ...written, observe: { get: url, expect: { json: { 'slow[': true } } } });
  expect((await injector.preflight(spec, never))[0]?.why).toMatch('slow[ is no JSON path');
  expect(http.calls).toEqual([]);
});

test('request whose target cannot be reached is left: unknown is not restored', async () => {
  const gone = (): Promise<never> => Promise.reject(failure('ECONNREFUSED'));
  const { injector, undo, clock } = await world({ DELETE: gone, GET: gone });
  const restoring = injector.restore(undo, never);
  await clock.advance(11_000);
  expect(await restoring).toMatchObject({ kind: 'left', left: [{ why: expect.stringContaining('ECONNREFUSED') }] });
});
