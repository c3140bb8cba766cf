/** What HTTP faults are tried on: the fake proxy, or a real one with a service behind it. */
import { createServer, type Server } from 'node:http';
import { httpKinds } from '../../../src/injectors/http/kinds.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { startProxy } from '../../../src/proxy/main.ts';
import { ms } from '../../../src/domain/units.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Http } from '../../../src/ports/http.ts';
import type { InjectorKind, InjectorPorts, ProxyAddress } from '../../../src/ports/injector.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { noClusters, nowhere } from '../../fakes/nowhere.ts';

const unused = (): never => {
  throw new Error('an HTTP fault uses the clock, HTTP and chance alone');
};

/** The machine's clock, but nobody waits long between two looks. */
const restless: Clock = { ...systemClock, sleep: (_time, signal) => systemClock.sleep(ms(5), signal) };

export function portsFor(http: Http, payments: ProxyAddress, clock: Clock = restless): InjectorPorts {
  return {
    clock,
    http,
    exec: { run: unused },
    random: { seed: 1, next: () => 0.5 },
    processes: new FakeProcesses(),
    kubernetes: noClusters,
    env: unused,
    ...nowhere,
    proxies: { payments },
  };
}

export function kindOf(type: string): InjectorKind {
  const kind = httpKinds.find((one) => one.type === type);
  if (kind === undefined) throw new Error(`no ${type}`);
  return kind;
}

const needed: Readonly<Record<string, object>> = { 'http.status': {}, 'http.delay': { delay: '100ms' } };

export function specOf(type: string, keys: object = {}): JsonObject {
  return kindOf(type).schema.parse({ proxy: 'payments', ...needed[type], ...keys });
}

export interface RealProxy extends AsyncDisposable {
  readonly api: string;
  /** Where clients reach the service through the proxy. */
  readonly url: string;
  readonly http: Http;
}

/** A real embedded proxy, with a service behind it that answers 200 and its path. */
export async function realProxy(): Promise<RealProxy> {
  const service = createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const upstream = `127.0.0.1:${portOf(service)}`;
  const proxy = await startProxy({
    listen: '127.0.0.1:0',
    config: [{ name: 'payments', listen: '127.0.0.1:0', upstream, enabled: true }],
    log: () => undefined,
  });
  const http = createHttp();
  const api = `http://${proxy.address}`;
  const { body } = await http.request({ url: `${api}/proxies/payments`, signal: new AbortController().signal });
  return {
    api,
    url: `http://${String(JSON.parse(body).listen)}`,
    http,
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      service.closeAllConnections();
      await new Promise((resolve) => service.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
