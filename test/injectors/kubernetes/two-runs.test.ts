/** Two runs with the same fault in one namespace, who both looked before either had the turn: one has it, and the other takes nothing of it for its own. */
import { expect, test } from 'vitest';
import { configMaps, leases } from '../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../src/domain/kubernetes/workloads.ts';
import { scale } from '../../../src/injectors/kubernetes/scale/kind.ts';
import type { Injector } from '../../../src/ports/injector.ts';
import type { FakeCluster } from '../../fakes/cluster.ts';
import { fakePorts, fakeShop } from './edit/stage.ts';

const signal = (): AbortSignal => new AbortController().signal;
const spec = scale.schema.parse({ namespace: 'shop', workload: 'deployment/storefront', replicas: 1 });

const prepare = async (injector: Injector<typeof spec>, run: string) => (await injector.prepare(spec, { run, n: 1 }, signal())).undo;
const injectorOn = (cluster: FakeCluster): Promise<Injector<typeof spec>> => scale.load(fakePorts(cluster));
const replicas = (cluster: FakeCluster) => cluster.all(deployments, 'shop')[0]?.['spec'];
const ours = (cluster: FakeCluster) => [...cluster.all(configMaps, 'shop'), ...cluster.all(leases, 'shop')].map(({ metadata }) => metadata.name).toSorted();

async function bothPrepared() {
  const cluster = fakeShop();
  const [first, second] = [await injectorOn(cluster), await injectorOn(cluster)];
  const [one, other] = [await prepare(first, 'a'), await prepare(second, 'b')];
  await first.apply(spec, one, signal());
  const why = expect.stringContaining('run a holds namespace shop');
  expect(await second.apply(spec, other, signal())).toEqual({ kind: 'refused', refusals: [{ why, hint: expect.stringContaining('Wait for it') }] });
  return { cluster, first, second, one, other };
}

const held = /run a holds namespace shop/;

test('the run that did not get the turn does not see the other’s fault as its own', async () => {
  const { first, second, one, other } = await bothPrepared();
  expect(await second.observe(other, signal())).toMatchObject({ presence: 'absent', detail: expect.stringMatching(held) });
  expect((await first.observe(one, signal())).presence).toBe('present');
});

test('its restore leaves the other’s fault, record and turn, here and in another process', async () => {
  const { cluster, second, other } = await bothPrepared();
  const elsewhere = await injectorOn(cluster);
  for (const injector of [second, elsewhere]) {
    const restored = await injector.restore(JSON.parse(JSON.stringify(other)), signal());
    expect(restored).toEqual({ kind: 'restored', note: expect.stringMatching(held) });
  }
  expect(replicas(cluster)).toMatchObject({ replicas: 1 });
  expect(ours(cluster)).toEqual(['fd-a-1', 'firedrill', 'flags']);
});

test('a restore that comes late, after another has restored and a third run has begun, leaves that run’s fault', async () => {
  const { cluster, first, one, other } = await bothPrepared();
  await first.restore(one, signal());
  const third = await injectorOn(cluster);
  await third.apply(spec, other, signal());
  expect(await first.restore(one, signal())).toMatchObject({ kind: 'restored', note: expect.stringContaining('run b holds namespace shop') });
  expect(replicas(cluster)).toMatchObject({ replicas: 1 });
});

test('while its own record is there, a run restores whoever has the turn', async () => {
  const { cluster, first, one } = await bothPrepared();
  await cluster.patch(leases, { namespace: 'shop', name: 'firedrill' }, { spec: { holderIdentity: 'c' } }, signal());
  expect((await first.restore(one, signal())).kind).toBe('restored');
  expect(replicas(cluster)).toMatchObject({ replicas: 3 });
});
