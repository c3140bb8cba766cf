import { expect, test } from 'vitest';
import { hasty } from './ports.ts';
import { calm, Stage } from './stage.ts';

const byHand = { name: 'by-hand', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 5, jitter: 0 } };
const left = (stage: Stage, why: string): unknown => ({
  kind: 'left',
  left: [{ target: 'toxic "fd-7k2-1" on proxy "payments"', why, command: `curl -X DELETE ${stage.fake.api}/proxies/payments/toxics/fd-7k2-1` }],
});

test('restore leaves a toxic that someone else made', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.payments.toxics.push(byHand);
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  expect(stage.fake.payments.toxics).toEqual([byHand]);
});

test.each(['toxiproxy.latency', 'toxiproxy.down'])('%s never resets, populates or deletes a proxy', async (type) => {
  await using stage = await Stage.open({ type });
  const undo = await stage.inject();
  await stage.injector.restore(undo, calm());
  const writes = stage.fake.calls.filter((call) => !call.startsWith('GET'));
  const own =
    type === 'toxiproxy.down'
      ? ['POST /proxies/payments', 'POST /proxies/payments']
      : ['POST /proxies/payments/toxics', 'DELETE /proxies/payments/toxics/fd-7k2-1'];
  expect(writes).toEqual(own);
});

test('a toxic that someone changed is left to them, with the command', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.payments.toxics = stage.fake.payments.toxics.map((toxic) => ({ ...toxic, attributes: { latency: 1, jitter: 10 } }));
  expect(await stage.injector.restore(undo, calm())).toEqual(left(stage, 'someone changed it meanwhile (latency is 1, not 200), and that may be on purpose'));
  expect(stage.fake.payments.toxics).toHaveLength(1);
});

test('a toxic that someone removed is restored, and a proxy that they moved stays where it is', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.payments.toxics = [];
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  stage.fake.payments.upstream = '127.0.0.1:7';
  const moved = 'it goes from 127.0.0.1:9001 to 127.0.0.1:7 now, not from 127.0.0.1:9001 to 127.0.0.1:9002';
  expect(await stage.injector.restore(undo, calm())).toEqual({
    kind: 'edited',
    note: `Someone changed proxy "payments" meanwhile, and that stands: ${moved}.`,
  });
});

test('a disabled proxy that someone pointed elsewhere is not enabled', async () => {
  await using stage = await Stage.open({ type: 'toxiproxy.down' });
  const undo = await stage.inject();
  stage.fake.payments.upstream = '127.0.0.1:7';
  expect(await stage.injector.restore(undo, calm())).toMatchObject({
    kind: 'left',
    left: [{ target: 'proxy "payments"', command: `curl -X POST -d '{"enabled":true}' ${stage.fake.api}/proxies/payments` }],
  });
  expect(stage.fake.payments.enabled).toBe(false);
});

test.each(['toxiproxy.latency', 'toxiproxy.down'])(
  'when the server was restarted without the proxy, the fault of %s is gone, and that is said',
  async (type) => {
    await using stage = await Stage.open({ type });
    const undo = await stage.inject();
    stage.fake.proxies.clear();
    expect(await stage.injector.restore(undo, calm())).toEqual({
      kind: 'restored',
      note: 'Proxy "payments" is not on the server any more, and the fault with it.',
    });
  },
);

test('a 404 of another server that took the port is not taken for a proxy that is gone', async () => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.inject();
  stage.fake.proxies.clear();
  stage.fake.trouble = (call) => (call === 'GET /proxies' ? 'garbage' : undefined);
  expect(await stage.injector.restore(undo, calm())).toMatchObject({ kind: 'left' });
});

test('a server that does not answer leaves the fault, with why and the command', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  const gone = stage.fake.api;
  await stage.fake[Symbol.asyncDispose]();
  expect(await stage.injector.restore(undo, calm())).toEqual({
    kind: 'left',
    left: [
      {
        target: 'toxic "fd-7k2-1" on proxy "payments"',
        why: `nothing answers at ${gone}. Start Toxiproxy there, or correct the address of the proxy`,
        command: `curl -X DELETE ${gone}/proxies/payments/toxics/fd-7k2-1`,
      },
    ],
  });
});

test('a server whose control plane a client blocks leaves the fault, and names the client as the reason', async () => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.inject();
  stage.fake.trouble = (call) => (call === 'GET /version' ? undefined : 'hang');
  const why = 'the server answers /version but not /proxies, some client is not reading. Let that client read on; if it is gone already, restart Toxiproxy';
  expect(await stage.injector.restore(undo, calm())).toEqual(left(stage, why));
});

test.each(['lost answer', 'garbage'] as const)('a removal whose answer is lost (%s) is looked at again, and restored', async (trouble) => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.trouble = (call) => (call.startsWith('DELETE') ? trouble : undefined);
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
});

test('a removal that fails every time leaves the fault, with the last reason', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.trouble = (call) => (call.startsWith('DELETE') ? 'error' : undefined);
  expect(await stage.injector.restore(undo, calm())).toEqual(left(stage, 'the server did not do it (Request failed with status code 500)'));
  stage.fake.trouble = () => undefined;
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
});

test('a removal that fails once is tried again', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  let failures = 1;
  stage.fake.trouble = (call) => (call.startsWith('DELETE') && failures-- > 0 ? 'error' : undefined);
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
});

test('an injection that comes true only after it was given up is taken back all the same', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  stage.fake.trouble = (call) => (call.startsWith('POST') ? 'late' : undefined);
  const halt = new AbortController();
  const applying = stage.injector.apply(stage.spec, undo, halt.signal);
  await expect.poll(() => stage.fake.calls.some((call) => call.startsWith('POST'))).toBe(true);
  halt.abort(new Error('halted'));
  await applying;
  const restoring = stage.injector.restore(undo, calm());
  stage.fake.release();
  expect(await restoring).toEqual({ kind: 'restored' });
  expect(stage.fake.payments.toxics).toEqual([]);
});

test('an injection that never ends is not believed to be absent', async () => {
  await using stage = await Stage.open({ clock: hasty });
  const undo = await stage.prepare();
  stage.fake.trouble = (call) => (call.startsWith('POST') ? 'late' : undefined);
  await stage.injector.apply(stage.spec, undo, calm());
  expect(await stage.injector.restore(undo, calm())).toEqual(left(stage, 'it is not there, but the call that injects it may still come true'));
  stage.fake.release();
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  expect(stage.fake.payments.toxics).toEqual([]);
});

test('an injection of a runner that died comes true between two looks, and is taken back', async () => {
  await using stage = await Stage.open();
  const undo = await stage.prepare();
  let looks = 0;
  stage.fake.trouble = (call) => {
    if (call.startsWith('GET /proxies/') && ++looks === 2)
      stage.fake.payments.toxics.push({ ...byHand, name: 'fd-7k2-1', attributes: { latency: 200, jitter: 10 } });
    return undefined;
  };
  expect(await stage.injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  expect(stage.fake.payments.toxics).toEqual([]);
});

test('restore settles soon after its signal aborts', async () => {
  await using stage = await Stage.open();
  const undo = await stage.inject();
  stage.fake.trouble = () => 'hang';
  const late = new AbortController();
  const restoring = stage.injector.restore(undo, late.signal);
  late.abort(new Error('no time left'));
  expect(await restoring).toEqual(left(stage, `there was no time left to ask ${stage.fake.api}. Try again`));
});

test('an undo that is not ours is refused before anything is sent', async () => {
  await using stage = await Stage.open();
  await expect(stage.injector.restore({ proxy: 'payments' }, calm())).rejects.toThrow();
  expect(stage.fake.calls).toEqual([]);
});
