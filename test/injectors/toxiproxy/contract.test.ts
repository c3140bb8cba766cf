import { FakeToxiproxy } from '../../fakes/toxiproxy.ts';
import { injectorContract, type InjectorStage } from '../../contract/injector.ts';
import { portsFor } from './ports.ts';
import { kindOf, specOf, types } from './specs.ts';

async function stage(type: string, proxy: 'toxiproxy' | 'embedded'): Promise<InjectorStage> {
  const fake = await FakeToxiproxy.start();
  if (proxy === 'embedded') fake.version = '{"version": "firedrill 0.1.0"}\n';
  fake.payments.toxics.push({ name: 'by-hand', type: 'latency', stream: 'upstream', toxicity: 1, attributes: { latency: 5, jitter: 0 } });
  return {
    kind: kindOf(type),
    spec: specOf(type),
    ports: portsFor({ kind: proxy, api: fake.api }),
    snapshot: () => Promise.resolve(structuredClone([...fake.proxies.values()])),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

for (const type of types) {
  injectorContract(`${type} on a fake Toxiproxy`, () => stage(type, 'toxiproxy'));
  injectorContract(`${type} on a fake embedded proxy`, () => stage(type, 'embedded'));
}
