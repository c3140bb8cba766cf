import { expect, test } from 'vitest';
import { configMaps, namespaces } from '../../../../src/domain/kubernetes/surroundings.ts';
import { ms } from '../../../../src/domain/units.ts';
import { findTurns, takeTurn } from '../../../../src/injectors/kubernetes/turn.ts';
import { addWorkload, kinds, openTown, signal } from './town.ts';

test('the turns of other tenants are taken, renewed with the fault, and given back', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 1);
  const injector = await kinds.drain.load(town.ports);
  const spec = town.spec('drain', { node: 'node-1', 'other-tenants': ['billing'] });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 1 }, signal());
  await injector.apply(spec, undo, signal());
  const { clock } = town.ports;
  const ages = async () => (await findTurns(town.cluster, {}, clock.wall(), signal())).map(({ namespace, run, age }) => [namespace, run, age < 1000]);
  await clock.sleep(ms(15_000));
  expect(await ages()).toEqual([['billing', 'abc', false], ['shop', 'abc', false]]); // prettier-ignore
  await injector.renew?.(undo, signal());
  expect(await ages()).toEqual([['billing', 'abc', true], ['shop', 'abc', true]]); // prettier-ignore
  expect((await injector.restore(undo, signal())).kind).toBe('restored');
  expect(await ages()).toEqual([]);
});

test('a tenant whose turn another run took first refuses the fault, and no turn, record or cordon of it stays', async () => {
  const town = await openTown();
  town.cluster.put(namespaces, undefined, { metadata: { name: 'mail' } });
  for (const tenant of ['billing', 'mail']) await addWorkload(town.cluster, tenant, 'invoices', 1);
  const injector = await kinds.drain.load(town.ports);
  const spec = town.spec('drain', { node: 'node-1', 'other-tenants': ['billing', 'mail'] });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 1 }, signal());
  const { cluster } = town;
  await takeTurn({ cluster, namespace: 'mail', clock: town.ports.clock, run: 'other', injection: 'fd-other-1' }, signal());
  const before = cluster.all(configMaps, 'shop');
  expect(await injector.apply(spec, undo, signal())).toMatchObject({
    kind: 'refused',
    refusals: [{ why: expect.stringContaining('run other holds namespace mail') }],
  });
  const turns = await findTurns(cluster, {}, town.ports.clock.wall(), signal());
  expect(turns.map(({ namespace, run }) => [namespace, run])).toEqual([['mail', 'other']]);
  expect([cluster.all(configMaps, 'shop'), town.node('node-1').spec]).toEqual([before, {}]);
});
