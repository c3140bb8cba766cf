import { expect, test } from 'vitest';
import { budgets, configMaps } from '../../../src/domain/kubernetes/surroundings.ts';
import { ms } from '../../../src/domain/units.ts';
import { defineClusterFault } from '../../../src/injectors/kubernetes/define-cluster-fault.ts';
import { findKept } from '../../../src/injectors/kubernetes/keep.ts';
import { findTurns } from '../../../src/injectors/kubernetes/turn.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { flagFault } from '../../fakes/cluster-fault.ts';
import { fakeAddress, FakeCluster } from '../../fakes/cluster.ts';
import { nowhere } from '../../fakes/nowhere.ts';
import { ports } from '../programs.ts';
import { addWorkload, kinds, openTown, signal } from './nodes/town.ts';

/** A fault whose restore takes a while, and another of the same run that waits for its turn. */
async function slowRestore(minutes: number) {
  const [cluster, clock] = [new FakeCluster(), new FakeClock()];
  const acts = await flagFault.load();
  const kind = defineClusterFault({
    ...flagFault,
    load: async () => ({
      ...acts,
      restore: async (undo, scene, until) => {
        for (let second = 0; second < minutes * 60; second += 1) await scene.clock.sleep(ms(1000), until);
        return acts.restore(undo, scene, until);
      },
    }),
  });
  const injector = await kind.load({ ...ports, ...nowhere, contexts: { fake: fakeAddress }, kubernetes: cluster, clock });
  const undone = ['cart', 'checkout'].map(async (name, index) => {
    cluster.put(configMaps, 'shop', { metadata: { name }, data: { flag: 'on' } });
    const spec = kind.schema.parse({ namespace: 'shop', name });
    const { undo } = await injector.prepare(spec, { run: 'slow01', n: index + 1 }, signal());
    await injector.apply(spec, undo, signal());
    return undo;
  });
  const [waiting, first] = await Promise.all(undone);
  if (waiting === undefined || first === undefined) throw new Error('nothing to restore');
  const ages = async (): Promise<readonly unknown[]> => {
    const [kept, turns] = [await findKept(cluster, {}, clock.wall(), signal()), await findTurns(cluster, {}, clock.wall(), signal())];
    return [...kept, ...turns].map(({ age }) => age);
  };
  return { clock, ages, restore: () => injector.restore(first, signal()) };
}

test('a run that restores for longer than a minute is no dead one, nor is what waits for its turn', async () => {
  const { clock, ages, restore } = await slowRestore(3);
  await clock.advance(14_000);
  const restoring = restore();
  for (let at = 0; at < 160; at += 20) {
    await clock.advance(20_000);
    for (const age of await ages()) expect(age).toBeLessThan(30_000);
  }
  await clock.advance(60_000);
  expect(await restoring).toEqual({ kind: 'restored' });
});

test('what was left behind by a dead run stays so while it is swept: should that sweeper die too, nobody has to wait for it', async () => {
  const { clock, ages, restore } = await slowRestore(1);
  await clock.advance(61_000);
  const restoring = restore();
  await clock.advance(40_000);
  expect(await ages()).toEqual([101_000, 101_000, 101_000]);
  await clock.advance(60_000);
  expect(await restoring).toEqual({ kind: 'restored' });
});

test('a drain that a budget holds up for a minute keeps its record and its turns', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 1);
  const { cluster, ports: { clock } } = town; // prettier-ignore
  const injector = await kinds.drain.load(town.ports);
  const spec = town.spec('drain', { node: 'node-1', 'other-tenants': ['billing'] });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 1 }, signal());
  await cluster.patch(budgets, { namespace: 'shop', name: 'storefront' }, { spec: { minAvailable: 3 } }, signal());
  const began = clock.now();
  await injector.apply(spec, undo, signal());
  expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
  const [kept, turns] = [await findKept(cluster, {}, clock.wall(), signal()), await findTurns(cluster, {}, clock.wall(), signal())];
  expect(turns.map(({ namespace }) => namespace)).toEqual(['billing', 'shop']);
  for (const { age } of [...kept, ...turns]) expect(age).toBeLessThan(20_000);
});
