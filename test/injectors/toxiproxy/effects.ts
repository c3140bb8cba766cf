/** Each fault, seen from a client: it bites while it is there, and is over when it is restored. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { Payments, type ProxyServer } from './real.ts';
import { specOf } from './specs.ts';
import { calm } from './stage.ts';
import { exchange, type Exchange } from './traffic.ts';

interface Effect {
  readonly type: string;
  readonly keys: JsonObject;
  readonly seen: Partial<Exchange>;
  /** In ms; how fast the rest is, nobody promises. */
  readonly atLeast?: readonly [what: 'first' | 'took', least: number];
}

const whole = { end: 'closed', bytes: 4096 };
const effects: readonly Effect[] = [
  { type: 'toxiproxy.latency', keys: { latency: '200ms' }, seen: whole, atLeast: ['first', 190] },
  { type: 'toxiproxy.bandwidth', keys: { rate: '10KB/s' }, seen: whole, atLeast: ['took', 300] },
  { type: 'toxiproxy.slow-close', keys: { delay: '200ms' }, seen: whole, atLeast: ['took', 190] },
  { type: 'toxiproxy.timeout', keys: { timeout: '200ms', stream: 'upstream' }, seen: { end: 'closed', bytes: 0 }, atLeast: ['took', 190] },
  { type: 'toxiproxy.reset-peer', keys: {}, seen: { end: 'ECONNRESET' } },
  // Eight slices with a delay between each two; whoever was kept waiting reads several of them at once.
  { type: 'toxiproxy.slicer', keys: { 'average-size': '512B', delay: '20ms' }, seen: whole, atLeast: ['took', 130] },
  { type: 'toxiproxy.limit-data', keys: { bytes: '1KiB' }, seen: { end: 'closed', bytes: 1024 } },
  { type: 'toxiproxy.down', keys: {}, seen: { end: 'ECONNREFUSED', bytes: 0 } },
];

export function proxyEffects(name: string, start: () => Promise<ProxyServer>): void {
  describe(`on ${name}`, () => {
    test.each(effects)('$type bites while it is there, and is over when it is restored', async ({ type, keys, seen, atLeast }) => {
      await using payments = await Payments.on(await start());
      const injector = await payments.injector(type);
      const spec = specOf(type, keys);
      expect(await injector.preflight(spec, calm())).toEqual([]);
      const { undo } = await injector.prepare(spec, { run: '7k2', n: 1 }, calm());
      expect(await injector.apply(spec, undo, calm())).toEqual({ kind: 'applied' });
      const bitten = await exchange(payments.port);
      expect(bitten).toMatchObject(seen);
      if (atLeast !== undefined) expect(bitten[atLeast[0]]).toBeGreaterThanOrEqual(atLeast[1]);
      expect(await injector.restore(undo, calm())).toEqual({ kind: 'restored' });
      expect(await exchange(payments.port)).toMatchObject(whole);
    });
  });
}
