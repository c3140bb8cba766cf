/**
 * The embedded fault proxy: a program of its own that outlives runs, so that an application can be wired through it for good.
 * Its control API is Toxiproxy's; its HTTP rules, leases and owners are its own.
 */
import { systemTime } from '../platform/timer.ts';
import { parseHostPort } from './address.ts';
import { serveApi } from './api/server.ts';
import { CannotServe } from './cannot-serve.ts';
import { createChance } from './chance.ts';
import { Proxies } from './proxies.ts';
import type { ProxyConfig } from './proxy.ts';

export interface ProxyOptions {
  /** Control address, host:port; port 0 takes a free one. */
  readonly listen: string;
  /** Proxies to start with. */
  readonly config?: readonly ProxyConfig[];
  readonly log: (line: string) => void;
}

export interface RunningProxy extends AsyncDisposable {
  /** Control address as bound, host:port. */
  readonly address: string;
}

/**
 * Starts the proxy; disposing closes every listener and connection.
 * Rejects where an address cannot be listened on; nothing is left listening then.
 */
export async function startProxy({ listen, config = [], log }: ProxyOptions): Promise<RunningProxy> {
  const address = parseHostPort(listen);
  if (address === undefined) throw new CannotServe(`Cannot start the proxy: ${listen} is no address.`, 'Write --listen host:port, such as 127.0.0.1:8474.');
  await using stack = new AsyncDisposableStack();
  const proxies = stack.use(new Proxies({ time: systemTime, chance: createChance(), log }));
  for (const one of config) await proxies.create(one).catch((error: Error) => fail(`proxy ${one.name}`, one.listen, error));
  const api = stack.use(await serveApi(proxies, address).catch((error: Error) => fail('its control API', listen, error)));
  log(`control API: http://${api.address}`);
  const running = stack.move();
  return { address: api.address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function fail(what: string, listen: string, error: Error): never {
  throw new CannotServe(`Cannot start ${what} on ${listen}: ${error.message}.`, 'Stop what listens there, or choose another address.', { cause: error });
}
