/** A shop of the tests' own: real processes on ports that nobody else uses, with an embedded fault proxy of its own. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { z } from 'zod';
import { layoutAt, type Layout } from '../../../experiments/shop/layout.ts';
import type { Mode } from '../../../experiments/shop/patterns.ts';

export interface TestShop extends AsyncDisposable {
  readonly layout: Layout;
  readonly pid: number;
  readonly said: () => string;
  checkout(key?: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** The sum of a metric over the storefronts, or over one page. */
  metric(name: string, ports?: readonly number[]): Promise<number>;
  /** One call to the fault proxy's control. */
  proxy(method: 'POST' | 'DELETE', path: string, body?: object): Promise<number>;
}

const main = fileURLToPath(new URL('../../../experiments/shop/main.ts', import.meta.url));

/** `base` differs between test files, below the ports that the system hands out by itself. */
export async function startShop(base: number, mode: Mode): Promise<TestShop> {
  const child = spawn(process.execPath, [main, '--ports-base', String(base), '--mode', mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([until(() => said.includes('shop is ready')), gone.then(() => Promise.reject(new Error(`the shop ended:\n${said}`)))]);
  const layout = layoutAt(base);
  const api = `http://127.0.0.1:${8474 + base - 8080}`;
  return {
    layout,
    pid: child.pid ?? 0,
    said: () => said,
    async checkout(key) {
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      const { statusCode, body } = await request(`http://127.0.0.1:${layout.balancer}/checkout`, { method: 'POST', headers });
      return { status: statusCode, body: await body.json() };
    },
    metric: async (name, ports = layout.storefronts) => (await Promise.all(ports.map((port) => valueAt(port, name)))).reduce((sum, value) => sum + value, 0),
    async proxy(method, path, body) {
      const answer = await request(`${api}${path}`, { method, body: body === undefined ? null : JSON.stringify(body) });
      await answer.body.dump();
      return answer.statusCode;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function valueAt(port: number, name: string): Promise<number> {
  const { body } = await request(`http://127.0.0.1:${port}/metrics`);
  const line = (await body.text()).split('\n').find((one) => one.startsWith(`${name} `));
  return z.coerce.number().parse(line?.slice(name.length + 1));
}

/** Waits, up to 20 s, until it is true. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${holds.toString()}`);
    await sleep(50);
  }
}
