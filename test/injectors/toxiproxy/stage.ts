/** A fault on proxy "payments" of a fake Toxiproxy, ready to be injected. */
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Injector, ProxyAddress } from '../../../src/ports/injector.ts';
import { FakeToxiproxy } from '../../fakes/toxiproxy.ts';
import { portsFor, restless } from './ports.ts';
import { kindOf, specOf } from './specs.ts';

export const calm = (): AbortSignal => new AbortController().signal;

interface Options {
  readonly type?: string;
  readonly keys?: JsonObject;
  readonly clock?: Clock;
  readonly address?: Partial<ProxyAddress>;
}

export class Stage implements AsyncDisposable {
  readonly fake: FakeToxiproxy;
  readonly injector: Injector;
  readonly spec: JsonObject;

  private constructor(fake: FakeToxiproxy, injector: Injector, spec: JsonObject) {
    this.fake = fake;
    this.injector = injector;
    this.spec = spec;
  }

  static async open({ type = 'toxiproxy.latency', keys, clock = restless, address = {} }: Options = {}): Promise<Stage> {
    const fake = await FakeToxiproxy.start();
    const ports = portsFor({ kind: 'toxiproxy', api: fake.api, ...address }, clock);
    return new Stage(fake, await kindOf(type).load(ports), specOf(type, keys));
  }

  async prepare(): Promise<JsonObject> {
    return (await this.injector.prepare(this.spec, { run: '7k2', n: 1 }, calm())).undo;
  }

  async inject(): Promise<JsonObject> {
    const undo = await this.prepare();
    await this.injector.apply(this.spec, undo, calm());
    return undo;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.fake[Symbol.asyncDispose]();
  }
}
