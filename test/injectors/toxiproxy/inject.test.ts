import { expect, test } from 'vitest';
import { hasty, portsFor } from './ports.ts';
import { kindOf } from './specs.ts';
import { calm, Stage } from './stage.ts';

test('the undo holds the proxy as it was, and the command for a human', async () => {
  await using stage = await Stage.open();
  const prepared = await stage.injector.prepare(stage.spec, { run: '7k2', n: 1 }, calm());
  const { api } = stage.fake;
  expect(prepared).toEqual({
    targets: [`proxy payments at ${api}`],
    manual: `curl -X DELETE ${api}/proxies/payments/toxics/fd-7k2-1`,
    undo: {
      api,
      proxy: 'payments',
      name: 'fd-7k2-1',
      owner: '7k2',
      ttl: null,
      before: { listen: '127.0.0.1:9001', upstream: '127.0.0.1:9002', enabled: true, toxics: [] },
      fault: { kind: 'toxic', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 200, jitter: 10 } },
    },
  });
});

test('a proxy of an odd name is addressed as one path segment, safe in a shell', async () => {
  await using stage = await Stage.open();
  const name = "it's (odd)";
  stage.fake.addProxy(name);
  const ports = { ...portsFor({ kind: 'toxiproxy', api: '' }), proxies: { [name]: { kind: 'toxiproxy', api: stage.fake.api } as const } };
  const injector = await kindOf('toxiproxy.latency').load(ports);
  const prepared = await injector.prepare({ ...stage.spec, proxy: name }, { run: '7k2', n: 1 }, calm());
  expect(prepared.manual).toBe(`curl -X DELETE ${stage.fake.api}/proxies/it%27s%20%28odd%29/toxics/fd-7k2-1`);
});

test('types are spelled as the API spells them', async () => {
  await using stage = await Stage.open({ type: 'toxiproxy.limit-data' });
  await stage.inject();
  expect(stage.fake.payments.toxics).toEqual([{ name: 'fd-7k2-1', type: 'limit_data', stream: 'downstream', toxicity: 1, attributes: { bytes: 1024 } }]);
});

test('a toxic of the embedded proxy carries its lease and owner, and renew moves the lease', async () => {
  await using stage = await Stage.open({ address: { kind: 'embedded' } });
  const undo = await stage.inject();
  expect(stage.fake.payments.toxics).toMatchObject([{ ttl: 20_000, owner: '7k2' }]);
  await stage.injector.renew?.(undo, calm());
  expect(stage.fake.calls.at(-1)).toBe('POST /proxies/payments/toxics/fd-7k2-1');
  expect(stage.fake.bodies.at(-1)).toEqual({ ttl: 20_000 });
});

test('a lease that lapsed cannot be renewed, and that is said', async () => {
  await using stage = await Stage.open({ address: { kind: 'embedded' } });
  const undo = await stage.inject();
  stage.fake.payments.toxics = [];
  await expect(stage.injector.renew?.(undo, calm())).rejects.toThrow(
    'Cannot renew the lease of toxic "fd-7k2-1" on proxy "payments": status 404. It lapses by itself.',
  );
});

test('nothing is renewed where there is no lease', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  const calls = stage.fake.calls.length;
  await stage.injector.renew?.(undo, calm());
  expect(stage.fake.calls.length).toBe(calls);
});

test('an own name that is there already refuses, and is an error in the act', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  const why = 'toxic "fd-7k2-1" on proxy "payments" is there already.';
  await expect(stage.prepare()).rejects.toMatchObject({ refusals: [{ why, hint: 'Restore its run first: firedrill restore 7k2' }] });
  await expect(stage.injector.apply(stage.spec, undo, calm())).rejects.toThrow(
    'Cannot inject toxic "fd-7k2-1" on proxy "payments": one of that name is there already',
  );
});

test('a proxy that is disabled already is not taken down: it would not be ours to enable', async () => {
  await using stage = await Stage.open({ type: 'toxiproxy.down' });
  stage.fake.payments.enabled = false;
  await expect(stage.prepare()).rejects.toMatchObject({ refusals: [{ why: 'proxy "payments" is disabled already.' }] });
});

test('a proxy that vanished since prepare is an error, and before refuses', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  stage.fake.proxies.clear();
  await expect(stage.injector.apply(stage.spec, undo, calm())).rejects.toThrow('the proxy is not on the server any more');
  await expect(stage.prepare()).rejects.toMatchObject({
    refusals: [{ why: expect.stringContaining('there is no proxy "payments" at '), hint: 'Create it there first.' }],
  });
});

test.each(['hang', 'error', 'lost answer', 'garbage'] as const)('an act that ends in %s is unclear, never applied and never an error', async (trouble) => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.prepare();
  stage.fake.trouble = (call) => (call.startsWith('POST') ? trouble : undefined);
  expect(await stage.injector.apply(stage.spec, undo, calm())).toMatchObject({ kind: 'unclear' });
});

test('an aborted signal ends the act at once, though the client knows no signal', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  stage.fake.trouble = () => 'hang';
  const halt = new AbortController();
  const applying = stage.injector.apply(stage.spec, undo, halt.signal);
  halt.abort(new Error('halted'));
  expect(await applying).toEqual({ kind: 'unclear', why: 'halted' });
});

test('nothing is sent once the signal has aborted', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  await expect(stage.injector.apply(stage.spec, undo, AbortSignal.abort(new Error('halted')))).rejects.toThrow('halted');
  expect(stage.fake.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
});

test('while a lost call is under way nobody believes that the fault is absent', async () => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.prepare();
  stage.fake.trouble = (call) => (call.startsWith('POST') ? 'late' : undefined);
  expect(await stage.injector.apply(stage.spec, undo, calm())).toMatchObject({ kind: 'unclear' });
  expect(await stage.injector.observe(undo, calm())).toEqual({ presence: 'unknown', detail: 'the call that injects it is still under way' });
  stage.fake.release();
  expect((await stage.injector.observe(undo, calm())).presence).toBe('present');
});

test('a lost call that failed in the end leaves the fault absent', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  stage.fake.trouble = (call) => (call.startsWith('POST') ? 'error' : undefined);
  await stage.injector.apply(stage.spec, undo, calm());
  expect(await stage.injector.observe(undo, calm())).toEqual({ presence: 'absent' });
});

test('what cannot be seen is unknown, and what someone changed is partly there', async () => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.inject();
  stage.fake.payments.toxics = stage.fake.payments.toxics.map((toxic) => ({ ...toxic, attributes: { latency: 1, jitter: 10 } }));
  expect(await stage.injector.observe(undo, calm())).toEqual({ presence: 'partly', detail: 'someone changed it: latency is 1, not 200' });
  stage.fake.trouble = (call) => (call.startsWith('GET /proxies') ? 'hang' : undefined);
  expect(await stage.injector.observe(undo, calm())).toEqual({
    presence: 'unknown',
    detail: 'the server answers /version but not /proxies, some client is not reading',
  });
});
