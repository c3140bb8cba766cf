import { systemClock } from '../../../src/platform/clock.ts';
import type { Exec } from '../../../src/ports/exec.ts';
import type { Http } from '../../../src/ports/http.ts';
import type { ProbePorts } from '../../../src/ports/probe.ts';
import { loadKind } from '../../../src/probes/load/kind.ts';
import { openLoad } from '../../../src/probes/load/load.ts';
import { probeContract } from '../../contract/probe.ts';
import { answers, loadSpec, Shop } from './shop.ts';
import { Stage } from './stage.ts';
import { noClusters } from '../../fakes/nowhere.ts';

const exec: Exec = { run: () => Promise.reject(new Error('a load runs no program')) };
const http: Http = { request: () => Promise.reject(new Error('a load has its own connections')) };
const rest = { http, exec, folder: '/', scrapes: {}, contexts: {}, kubernetes: noClusters };
const success = { headers: {}, json: { '$.total': 3 } };

probeContract('load, success ratio, on a real server', async () => {
  const shop = await Shop.open();
  const things = new AsyncDisposableStack();
  things.use(shop);
  const spec = shop.load(100, { success });
  const load = things.use(openLoad(spec, { clock: systemClock }));
  await load.stats();
  const ports: ProbePorts = { ...rest, clock: systemClock, loads: [spec], shared: () => load as never };
  return {
    kind: loadKind,
    spec: loadKind.schema.parse({ load: 'checkout', measure: 'success-ratio' }),
    ports,
    healthy: (value) => value === 1,
    garble: () => Promise.resolve(void (shop.answer = answers.garbage)),
    silence: () => Promise.resolve(void (shop.answer = answers.nothing)),
    [Symbol.asyncDispose]: () => things.disposeAsync(),
  };
});

for (const measure of ['success-ratio', 'rate']) {
  probeContract(`load, ${measure}, in virtual time`, () => {
    const stage = new Stage({ rate: 100, timeout: 10_000 });
    return Promise.resolve({
      kind: loadKind,
      spec: loadKind.schema.parse({ load: 'checkout', measure }),
      ports: { ...rest, clock: stage.clock(), loads: [loadSpec(100, 'http://127.0.0.1:80/')], shared: () => stage.load() as never },
      healthy: (value: number) => value > 0.9,
      garble: () => Promise.resolve(void (stage.behaviour = { after: 1, why: 'the body is not JSON' })),
      silence: () => Promise.resolve(void (stage.behaviour = 'never')),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  });
}
