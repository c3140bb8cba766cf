import { FakeToxiproxy } from '../../fakes/toxiproxy.ts';
import { injectorContract, type InjectorStage } from '../../contract/injector.ts';
import { portsFor } from './ports.ts';
import { kindOf, specOf, types } from './specs.ts';

async function stage(type: string): Promise<InjectorStage> {
  const fake = await FakeToxiproxy.start();
  fake.payments.toxics.push({ name: 'by-hand', type: 'latency', stream: 'upstream', toxicity: 1, attributes: { latency: 5, jitter: 0 } });
  return {
    kind: kindOf(type),
    spec: specOf(type),
    ports: portsFor({ kind: 'toxiproxy', api: fake.api }),
    snapshot: () => Promise.resolve(structuredClone([...fake.proxies.values()])),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

for (const type of types) injectorContract(`${type} on a fake Toxiproxy`, () => stage(type));
