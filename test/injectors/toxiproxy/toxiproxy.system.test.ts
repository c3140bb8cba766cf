import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { systemProgram } from '../../system.ts';
import { injectorContract } from '../../contract/injector.ts';
import { proxyEffects } from './effects.ts';
import { hasty, portsFor } from './ports.ts';
import { Payments, realStage } from './real.ts';
import { startToxiproxy } from './server.ts';
import { kindOf, specOf, types } from './specs.ts';
import { calm } from './stage.ts';

const program = systemProgram('toxiproxy-server') ?? '';
const start = () => startToxiproxy(program);
const spec = specOf('toxiproxy.latency');
const id = { run: '7k2', n: 1 };
const blocked = 'the server answers /version but not /proxies, some client is not reading';

describe.skipIf(program === '')('a real Toxiproxy', () => {
  for (const type of types) injectorContract(`${type} on a real Toxiproxy`, async () => realStage(type, await start()));
  proxyEffects('a real Toxiproxy', start);

  test.each([0.3, 1 / 3, 0.123456789, 0.999999])('a toxicity of %d is seen to be ours, though the server keeps a float32', async (toxicity) => {
    await using payments = await Payments.on(await start());
    const injector = await payments.injector('toxiproxy.latency');
    const { undo } = await injector.prepare({ ...spec, toxicity }, id, calm());
    await injector.apply({ ...spec, toxicity }, undo, calm());
    expect((await injector.observe(undo, calm())).presence).toBe('present');
    expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  });

  test('a proxy that a restart forgot is said to be gone, and one that it made anew is clean', async () => {
    const first = await start();
    await using payments = await Payments.on(first);
    const injector = await payments.injector('toxiproxy.latency');
    const { undo } = await injector.prepare(spec, id, calm());
    await injector.apply(spec, undo, calm());
    await first[Symbol.asyncDispose]();
    expect(await injector.restore(undo, calm())).toMatchObject({ kind: 'left', left: [{ why: expect.stringContaining('nothing answers at') }] });
    await using _second = await startToxiproxy(program, first.port);
    expect(await injector.restore(undo, calm())).toMatchObject({ kind: 'restored', note: expect.stringContaining('is not on the server any more') });
    await payments.create();
    expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  });

  test('while a client does not read, the injection is unclear, unknown and left; when it reads on, it is seen and taken back', async () => {
    await using payments = await Payments.on(await start());
    const injector = await payments.injector('toxiproxy.latency', hasty);
    const { undo } = await injector.prepare(spec, id, calm());
    using client = await stuck(payments);
    expect(await injector.apply(spec, undo, calm())).toMatchObject({ kind: 'unclear' });
    expect(await injector.observe(undo, calm())).toEqual({ presence: 'unknown', detail: blocked });
    expect(await injector.restore(undo, calm())).toMatchObject({ kind: 'left', left: [{ why: expect.stringContaining(blocked) }] });
    client.on('error', () => undefined).resume();
    await expect.poll(async () => (await injector.observe(undo, calm())).presence, { timeout: 10_000 }).toBe('present');
    expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
  });

  test('a client that is killed instead leaves the proxy locked until the server is restarted: the reason for our advice', async () => {
    const first = await start();
    await using payments = await Payments.on(first);
    const injector = await payments.injector('toxiproxy.latency', hasty);
    const { undo } = await injector.prepare(spec, id, calm());
    const client = await stuck(payments);
    await injector.apply(spec, undo, calm());
    client.destroy();
    expect(await injector.restore(undo, calm())).toMatchObject({
      kind: 'left',
      left: [{ why: `${blocked}. Let that client read on; if it is gone already, restart Toxiproxy` }],
    });
    await first[Symbol.asyncDispose]();
    await using _second = await startToxiproxy(program, first.port);
    expect(await injector.restore(undo, calm())).toMatchObject({ kind: 'restored' });
  });

  test('a proxy that a client blocks does not keep another from being restored', async () => {
    await using payments = await Payments.on(await start());
    const { api } = payments.server;
    await payments.call('POST', '/proxies', { name: 'catalog', listen: '127.0.0.1:0', upstream: payments.upstream.address });
    const ports = {
      ...portsFor({ kind: 'toxiproxy', api }, hasty),
      proxies: { catalog: { kind: 'toxiproxy', api }, payments: { kind: 'toxiproxy', api } } as const,
    };
    const injector = await kindOf('toxiproxy.latency').load(ports);
    const catalog = await injector.prepare({ ...spec, proxy: 'catalog' }, id, calm());
    await injector.apply({ ...spec, proxy: 'catalog' }, catalog.undo, calm());
    const { undo } = await injector.prepare(spec, { run: '7k2', n: 2 }, calm());
    using _client = await stuck(payments);
    await injector.apply(spec, undo, calm());
    expect((await injector.observe(undo, calm())).presence).toBe('unknown');
    expect((await injector.observe(catalog.undo, calm())).presence).toBe('present');
    expect(await injector.restore(catalog.undo, calm())).toEqual({ kind: 'restored' });
  });
});

/** A client whose buffers, and everything on the way to it, are full. */
async function stuck(payments: Payments): Promise<Socket & Disposable> {
  payments.upstream.flood = true;
  const client = connect(payments.port, '127.0.0.1');
  client.pause();
  client.write('ping');
  await payments.upstream.clogged();
  return Object.assign(client, { [Symbol.dispose]: () => void client.destroy() });
}
