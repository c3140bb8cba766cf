/** One shop, started in order of what needs what, and ended whole. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answersAt } from './answers.ts';
import { Children } from './children.ts';
import type { Flags } from './flags.ts';
import { dependencies } from './layout.ts';
import { proxyAnswers, wireThrough } from './proxies.ts';

const startWithin = 30_000;

export class Shop {
  readonly #flags: Flags;
  readonly #children: Children;
  readonly #say: (line: string) => void;
  readonly #waiting = new Set<string>();

  constructor(flags: Flags, say: (line: string) => void) {
    this.#flags = flags;
    this.#say = say;
    this.#children = new Children(flags.layout.folder, say);
  }

  /** Settles when the front door answers ready; rejects when that takes over half a minute, or on `halt`. What has started then still has to be ended. */
  async start(halt: AbortSignal): Promise<void> {
    const late = AbortSignal.timeout(startWithin);
    const signal = AbortSignal.any([halt, late]);
    try {
      await Promise.race([this.#everything(signal), once(signal)]);
    } catch (error) {
      throw late.aborted ? this.#tooLate() : error;
    }
  }

  async end(): Promise<void> {
    await this.#children.end();
  }

  #tooLate(): Error {
    const missing = this.#waiting.size > 0 ? [...this.#waiting].join(', ') : 'the way through the fault proxy';
    return new Error(`Cannot start the shop: ${missing} not ready within ${startWithin / 1000} s. What it says is above; look whether its port is taken.`);
  }

  async #everything(signal: AbortSignal): Promise<void> {
    const { layout, proxyApi } = this.#flags;
    mkdirSync(layout.folder, { recursive: true });
    forgetOrders(layout.folder); // of an earlier shop, whose books are gone too
    await Promise.all([...dependencies.map((name) => this.#service(name, name, layout[name].port)), this.#proxy()]);
    if (proxyApi !== undefined) await wireThrough(proxyApi, layout, signal);
    await Promise.all(layout.storefronts.map((port) => this.#service(`storefront-${port}`, 'storefront', port)));
    await this.#service('balancer', 'balancer', layout.balancer);
    while (!(await answersAt(`http://127.0.0.1:${layout.balancer}/ready`))) await sleep(50, undefined, { signal });
  }

  async #service(name: string, folder: string, port: number): Promise<void> {
    const { layout, host, mode, proxyApi } = this.#flags;
    const program = fileURLToPath(new URL(`${folder}/main.ts`, import.meta.url));
    const args = [program, '--port', String(port), '--base', String(layout.base), '--host', host, '--mode', mode];
    this.#waiting.add(name);
    await this.#children.start({ name, args: proxyApi === undefined ? args : [...args, '--proxied'], announces: true });
    this.#waiting.delete(name);
    this.#say(`${name.padEnd(16)} ready on http://127.0.0.1:${port}`);
  }

  /** Starts the embedded fault proxy, unless one is there already or somebody else starts it. */
  async #proxy(): Promise<void> {
    const { proxyApi, awaitProxy } = this.#flags;
    if (proxyApi === undefined) return;
    const start = !awaitProxy && !(await proxyAnswers(proxyApi));
    const program = fileURLToPath(new URL('fault-proxy.ts', import.meta.url));
    if (start) await this.#children.start({ name: 'proxy', args: [program, 'proxy', '--listen', proxyApi.host], announces: false });
    this.#say(`${'proxy'.padEnd(16)} ${start ? 'started' : 'used as it is'}, control on ${proxyApi.origin}`);
  }
}

/** Rejects when the signal aborts; never settles before. */
const once = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

function forgetOrders(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.orders')) rmSync(join(folder, name));
}
