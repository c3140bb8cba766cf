import { expect, test } from 'vitest';
import { ms } from '../../../../src/domain/units.ts';
import { findTurns } from '../../../../src/injectors/kubernetes/turn.ts';
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
