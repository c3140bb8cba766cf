import { expect, test } from 'vitest';
import { configMaps, namespaces } from '../../../../src/domain/kubernetes/surroundings.ts';
import { ms } from '../../../../src/domain/units.ts';
import { loadType } from '../../../../src/domain/undo.ts';
import { keep } from '../../../../src/injectors/kubernetes/keep.ts';
import { clusterUndo } from '../../../../src/injectors/kubernetes/undo.ts';
import { findTurns, takeTurn } from '../../../../src/injectors/kubernetes/turn.ts';
import { cordon, uncordon } from '../../../../src/injectors/kubernetes/nodes/cordon.ts';
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

test('the turn of a tenant is given back although the run still sends its load from there', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 1);
  const injector = await kinds.drain.load(town.ports);
  const spec = town.spec('drain', { node: 'node-1', 'other-tenants': ['billing'] });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 2 }, signal());
  await injector.apply(spec, undo, signal());
  const { clock } = town.ports;
  const load = clusterUndo.parse({ ...undo, namespace: 'billing', injection: 'fd-abc-1', fault: {} });
  await keep({ cluster: town.cluster, namespace: 'billing', clock }, { type: loadType, undo: load }, signal());
  expect((await injector.restore(undo, signal())).kind).toBe('restored');
  expect(await findTurns(town.cluster, {}, clock.wall(), signal())).toEqual([]);
});

test('the turn of a tenant stays while another fault of the run is on its pods, whether that one is out first or refused', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 3);
  const injector = await kinds.drain.load(town.ports);
  const [one, two] = [1, 2].map((n) => ({ n, spec: town.spec('drain', { node: `node-${n}`, 'other-tenants': ['billing'] }) }));
  if (one === undefined || two === undefined) throw new Error('two are meant');
  const first = await injector.prepare(one.spec, { run: 'abc', n: one.n }, signal());
  await injector.apply(one.spec, first.undo, signal());
  const second = await injector.prepare(two.spec, { run: 'abc', n: two.n }, signal());
  await cordon({ cluster: town.cluster, injection: 'fd-other-1' }, { name: 'node-2', uid: town.node('node-2').metadata.uid }, signal());
  expect(await injector.apply(two.spec, second.undo, signal())).toMatchObject({ kind: 'refused' });
  const held = async () => (await findTurns(town.cluster, {}, town.ports.clock.wall(), signal())).map(({ namespace, run }) => [namespace, run]);
  const both = [['billing', 'abc'], ['shop', 'abc']]; // prettier-ignore
  expect(await held()).toEqual(both);
  await uncordon({ cluster: town.cluster, injection: 'fd-other-1' }, { name: 'node-2', uid: town.node('node-2').metadata.uid }, signal());
  await injector.apply(two.spec, second.undo, signal());
  expect((await injector.restore(second.undo, signal())).kind).toBe('restored');
  expect(await held()).toEqual(both);
  expect((await injector.restore(first.undo, signal())).kind).toBe('restored');
  expect(await held()).toEqual([]);
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

test('a node that another run has cordoned first refuses the fault; a second one comes too late for that', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 1);
  const { cluster, ports } = town;
  const injector = await kinds.drain.load(ports);
  const spec = town.spec('drain', { node: 'node-1', 'other-tenants': ['billing'] });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 1 }, signal());
  const other = { cluster, namespace: 'mail', injection: 'fd-other-1' };
  await cordon(other, { name: 'node-1', uid: town.node('node-1').metadata.uid }, signal());
  const why = 'node node-1 cannot be cordoned: injection fd-other-1 has it';
  expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'refused', refusals: [{ why, hint: 'Try again later.' }] });
  expect([await findTurns(cluster, {}, ports.clock.wall(), signal()), cluster.all(configMaps, 'shop')]).toEqual([[], []]);
  const two = { ...undo, fault: { ...(undo['fault'] as object), nodes: ['node-2', 'node-1'].map((name) => ({ name, uid: town.node(name).metadata.uid })) } };
  await expect(injector.apply(spec, two, signal())).rejects.toThrow(`Cannot inject: ${why}.`);
  expect((await injector.restore(two, signal())).kind).toBe('restored');
  expect(town.node('node-2').spec).not.toHaveProperty('unschedulable');
});
