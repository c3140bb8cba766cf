import { systemClock } from '../../../src/platform/clock.ts';
import { injectorContract, type InjectorStage } from '../../contract/injector.ts';
import { FakeRuleProxy } from '../../fakes/rule-proxy.ts';
import { kindOf, portsFor, realProxy, specOf } from './stage.ts';

const types = ['http.status', 'http.delay'];

async function onFake(type: string): Promise<InjectorStage> {
  const fake = new FakeRuleProxy();
  return {
    kind: kindOf(type),
    spec: specOf(type),
    ports: portsFor(fake.http, { kind: 'embedded', api: 'http://127.0.0.1:8474' }),
    snapshot: async () => fake.snapshot(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function onReal(type: string): Promise<InjectorStage> {
  const proxy = await realProxy();
  const get = async (path: string): Promise<unknown> =>
    JSON.parse((await proxy.http.request({ url: proxy.api + path, signal: new AbortController().signal })).body);
  return {
    kind: kindOf(type),
    spec: specOf(type),
    ports: portsFor(proxy.http, { kind: 'embedded', api: proxy.api }, systemClock),
    snapshot: async () => [await get('/proxies'), await get('/proxies/payments/rules')],
    elsewhere: { module: new URL('./elsewhere.ts', import.meta.url).href, env: { TEST_KIND: type, TEST_API: proxy.api } },
    [Symbol.asyncDispose]: async () => proxy[Symbol.asyncDispose](),
  };
}

for (const type of types) {
  injectorContract(`${type} on a fake proxy`, () => onFake(type));
  injectorContract(`${type} on a real proxy`, () => onReal(type));
}
