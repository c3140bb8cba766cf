import { expect, test, vi } from 'vitest';
import { startProxy } from '../../../src/proxy/main.ts';
import { injectorContract } from '../../contract/injector.ts';
import { proxyEffects } from './effects.ts';
import { Payments, realStage, type ProxyServer } from './real.ts';
import { specOf, types } from './specs.ts';
import { calm } from './stage.ts';

// Its contract starts a process a type: half a second each, and more on a busy machine.
vi.setConfig({ testTimeout: 20_000 });

async function start(): Promise<ProxyServer> {
  const proxy = await startProxy({ listen: '127.0.0.1:0', log: () => undefined });
  return { kind: 'embedded', api: `http://${proxy.address}`, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}

for (const type of types) injectorContract(`${type} on the embedded proxy`, async () => realStage(type, await start()));
proxyEffects('the embedded proxy', start);

test('a toxic whose lease nobody renews lapses, and is restored', async () => {
  await using payments = await Payments.on(await start());
  const injector = await payments.injector('toxiproxy.latency');
  const spec = specOf('toxiproxy.latency');
  const prepared = await injector.prepare(spec, { run: '7k2', n: 1 }, calm());
  expect(prepared.undo['ttl']).toBe(20_000);
  const undo = { ...prepared.undo, ttl: 300 };
  await injector.apply(spec, undo, calm());
  await injector.renew?.(undo, calm());
  expect((await injector.observe(undo, calm())).presence).toBe('present');
  await expect.poll(async () => (await injector.observe(undo, calm())).presence, { timeout: 5000 }).toBe('absent');
  await expect(injector.renew?.(undo, calm())).rejects.toThrow('It lapses by itself.');
  expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
});

test('a lease that is renewed keeps the toxic as it was', async () => {
  await using payments = await Payments.on(await start());
  const injector = await payments.injector('toxiproxy.latency');
  const spec = specOf('toxiproxy.latency');
  const { undo } = await injector.prepare(spec, { run: '7k2', n: 1 }, calm());
  await injector.apply(spec, { ...undo, ttl: 60 }, calm());
  await injector.renew?.({ ...undo, ttl: 20_000 }, calm());
  expect(await payments.call('GET', '/proxies/payments/toxics/fd-7k2-1')).toMatchObject({
    ttl: 20_000,
    owner: '7k2',
    attributes: { latency: 200, jitter: 10 },
  });
});
