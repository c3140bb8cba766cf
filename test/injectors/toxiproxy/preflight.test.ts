import { expect, test } from 'vitest';
import { hasty } from './ports.ts';
import { calm, Stage } from './stage.ts';

const refusals = (stage: Stage): Promise<unknown> => stage.injector.preflight(stage.spec, calm());
const toxic = { type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 5, jitter: 0 } };

test('a healthy proxy with the toxics of other people is accepted', async () => {
  await using stage = await Stage.open();
  stage.fake.payments.toxics.push({ ...toxic, name: 'fd-latency' }, { ...toxic, name: 'by-hand' });
  expect(await refusals(stage)).toEqual([]);
});

test('a server that is not there is refused', async () => {
  await using stage = await Stage.open({ address: { api: 'http://127.0.0.1:1' } });
  expect(await refusals(stage)).toEqual([
    {
      why: 'proxy "payments" cannot be looked at: nothing answers at http://127.0.0.1:1.',
      hint: 'Start Toxiproxy there, or correct the address of the proxy.',
    },
  ]);
});

test('a server that answers /version but not /proxies is refused, and the reason is the client that does not read', async () => {
  await using stage = await Stage.open({ clock: hasty });
  stage.fake.trouble = (call) => (call.startsWith('GET /proxies') ? 'hang' : undefined);
  expect(await refusals(stage)).toEqual([
    {
      why: 'proxy "payments" cannot be looked at: the server answers /version but not /proxies, some client is not reading.',
      hint: 'Let that client read on; if it is gone already, restart Toxiproxy.',
    },
  ]);
});

test.each([
  ['garbage', /is not|not valid JSON/],
  ['error', /status code 500/],
] as const)('a server that answers /proxies with %s is refused', async (trouble, said) => {
  await using stage = await Stage.open();
  stage.fake.trouble = (call) => (call.startsWith('GET /proxies') ? trouble : undefined);
  expect(await refusals(stage)).toEqual([{ why: expect.stringMatching(said), hint: 'Check that this is the control address of a Toxiproxy.' }]);
});

test('an unknown proxy is refused, with the nearest name', async () => {
  await using stage = await Stage.open();
  const api = stage.fake.api;
  stage.fake.proxies.clear();
  expect(await refusals(stage)).toEqual([
    { why: `there is no proxy "payments" at ${api}.`, hint: 'That server has no proxies at all: create it there first.' },
  ]);
  stage.fake.addProxy('paymnets');
  stage.fake.addProxy('catalog');
  expect(await refusals(stage)).toEqual([{ why: `there is no proxy "payments" at ${api}.`, hint: 'Did you mean "paymnets"? It has: catalog, paymnets.' }]);
  stage.fake.proxies.delete('paymnets');
  expect(await stage.injector.preflight({ ...stage.spec, proxy: 'constructor' }, calm())).toHaveLength(1);
  expect(await refusals(stage)).toEqual([{ why: `there is no proxy "payments" at ${api}.`, hint: 'It has: catalog.' }]);
});

test.each(['toxiproxy.down', 'toxiproxy.latency'])('a proxy that is disabled already is refused by %s', async (type) => {
  await using stage = await Stage.open({ type });
  stage.fake.payments.enabled = false;
  expect(await refusals(stage)).toEqual([
    { why: 'proxy "payments" is disabled already.', hint: `Enable it: curl -X POST -d '{"enabled":true}' ${stage.fake.api}/proxies/payments` },
  ]);
});

test('a toxic that another run left is refused, with the run to restore', async () => {
  await using stage = await Stage.open();
  stage.fake.payments.toxics.push({ ...toxic, name: 'fd-2026-11-24-ab-12' });
  expect(await refusals(stage)).toEqual([
    {
      why: 'toxic "fd-2026-11-24-ab-12" of another run is still on proxy "payments".',
      hint: 'Restore that run first: firedrill restore 2026-11-24-ab',
    },
  ]);
});

test('a Toxiproxy announced as the embedded proxy is refused: it would hold no lease', async () => {
  await using stage = await Stage.open({ address: { kind: 'embedded' } });
  expect(await refusals(stage)).toEqual([
    {
      why: `${stage.fake.api} is not firedrill's own proxy, and the config says kind: embedded.`,
      hint: 'Say kind: toxiproxy for it, or start it: firedrill proxy',
    },
  ]);
});

test('a proxy that leads elsewhere than the config says is refused: nobody allowed that host', async () => {
  await using stage = await Stage.open({ address: { upstream: '127.0.0.1:4000' } });
  expect(await refusals(stage)).toEqual([
    { why: 'proxy "payments" leads to 127.0.0.1:9002, and the config says 127.0.0.1:4000.', hint: 'Correct the proxy, or its upstream in the config.' },
  ]);
});
