/** Proxy "payments" on a server that really proxies, Toxiproxy's or our own, with an upstream behind it. */
import type { Clock } from '../../../src/ports/clock.ts';
import type { Injector, ProxyAddress } from '../../../src/ports/injector.ts';
import type { InjectorStage } from '../../contract/injector.ts';
import { freePort } from '../../ports.ts';
import { portsFor } from './ports.ts';
import { kindOf, specOf } from './specs.ts';
import { Upstream } from './traffic.ts';

export interface ProxyServer extends AsyncDisposable {
  readonly kind: ProxyAddress['kind'];
  readonly api: string;
}

export class Payments implements AsyncDisposable {
  readonly server: ProxyServer;
  readonly upstream: Upstream;
  readonly port: number;

  private constructor(server: ProxyServer, upstream: Upstream, port: number) {
    this.server = server;
    this.upstream = upstream;
    this.port = port;
  }

  /** Takes the server over: disposed together. */
  static async on(server: ProxyServer): Promise<Payments> {
    const payments = new Payments(server, await Upstream.start(), await freePort());
    await payments.create();
    return payments;
  }

  async create(): Promise<void> {
    const body = { name: 'payments', listen: `127.0.0.1:${this.port}`, upstream: this.upstream.address };
    await this.call('POST', '/proxies', body);
    await this.call('POST', '/proxies/payments/toxics', { name: 'by-hand', type: 'latency', stream: 'upstream', attributes: { latency: 1 } });
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(this.server.api + path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  injector(type: string, clock?: Clock): Promise<Injector> {
    return kindOf(type).load(portsFor({ kind: this.server.kind, api: this.server.api }, clock));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.upstream[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

export async function realStage(type: string, server: ProxyServer): Promise<InjectorStage> {
  const payments = await Payments.on(server);
  return {
    kind: kindOf(type),
    spec: specOf(type),
    ports: portsFor({ kind: server.kind, api: server.api }),
    snapshot: () => payments.call('GET', '/proxies'),
    elsewhere: { module: new URL('elsewhere.ts', import.meta.url).href, env: { FIREDRILL_TEST_TYPE: type } },
    [Symbol.asyncDispose]: () => payments[Symbol.asyncDispose](),
  };
}
