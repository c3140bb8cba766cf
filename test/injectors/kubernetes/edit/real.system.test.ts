import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { configMaps } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments, replicaSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { noSuchImage } from '../../../../src/injectors/kubernetes/image/schema.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { realCluster } from '../../../kubernetes/real.ts';
import { takenByAnother } from '../taken.ts';
import { cases, kindOf, specOf } from './stage.ts';
import { openShop, realPorts, type RealShop } from './real.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const signal = (): AbortSignal => new AbortController().signal;
const address = realCluster();
describe.skipIf(address === undefined)('on a real cluster', () => {
  if (address === undefined) return;
  let shop: RealShop;
  const ports = realPorts(address);
  beforeAll(async () => {
    shop = await openShop(address);
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
  });

  for (const [name, type, keys] of cases) {
    injectorContract(name, async () => {
      await shop.rested();
      const taken = new AsyncDisposableStack();
      return {
        kind: kindOf(type),
        spec: specOf(type, shop.namespace, keys),
        ports,
        snapshot: () => shop.standing(),
        elsewhere: { module: new URL('./elsewhere.ts', import.meta.url).href, env: { TEST_KIND: type, TEST_CLUSTER: JSON.stringify(address) } },
        refuse: async () => void taken.defer(await takenByAnother(shop.cluster, shop.namespace)),
        [Symbol.asyncDispose]: () => taken.disposeAsync(),
      };
    });
  }

  const read = () => shop.cluster.get(deployments, { namespace: shop.namespace, name: 'storefront' }, signal());

  test('a bad rollout gets stuck, the old pods stay up, and afterwards no revision leads back to it', async () => {
    await shop.rested();
    const spec = specOf('kubernetes.image', shop.namespace);
    const injector = await kindOf('kubernetes.image').load(ports);
    const { undo } = await injector.prepare(spec, { run: 'stuck1', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    await shop.until('the rollout is stuck', async () => (await read())?.status.updatedReplicas === 1);
    expect((await read())?.status).toMatchObject({ availableReplicas: 3, replicas: 4, unavailableReplicas: 1 });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
    const history = await shop.cluster.list(replicaSets, { namespace: shop.namespace }, signal());
    expect(JSON.stringify(history)).not.toContain(noSuchImage);
    expect((await read())?.status).toMatchObject({ availableReplicas: 3, updatedReplicas: 3, replicas: 3 });
  });

  test('a replica count that somebody has set since stands', async () => {
    await shop.rested();
    const spec = specOf('kubernetes.scale', shop.namespace);
    const injector = await kindOf('kubernetes.scale').load(ports);
    const { undo } = await injector.prepare(spec, { run: 'human1', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    await shop.cluster.patch(deployments, { namespace: shop.namespace, name: 'storefront' }, { spec: { replicas: 4 } }, signal());
    expect((await injector.restore(undo, signal())).kind).toBe('edited');
    expect((await read())?.spec.replicas).toBe(4);
    await shop.cluster.patch(deployments, { namespace: shop.namespace, name: 'storefront' }, { spec: { replicas: 3 } }, signal());
  });

  test('the command of a person puts a key back', async () => {
    const spec = specOf('kubernetes.config', shop.namespace);
    const injector = await kindOf('kubernetes.config').load(ports);
    const { undo, manual } = await injector.prepare(spec, { run: 'hand1', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    expect(JSON.stringify(undo)).not.toContain('"on"');
    const kept = await shop.cluster.get(configMaps, { namespace: shop.namespace, name: 'fd-hand1-1-prior' }, signal());
    expect(manual).toContain("-o 'jsonpath={.data.restore}'");
    await shop.cluster.patch(configMaps, { namespace: shop.namespace, name: 'flags' }, JSON.parse(kept?.data['restore'] ?? ''), signal());
    expect((await shop.cluster.get(configMaps, { namespace: shop.namespace, name: 'flags' }, signal()))?.data).toMatchObject({ checkout_v2: 'on' });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
  });
});
