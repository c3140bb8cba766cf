import { expect, test } from 'vitest';
import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';
import { configMaps } from '../../src/domain/kubernetes/surroundings.ts';
import { showSwept, sweptCode } from '../../src/cli/swept.ts';
import { fakeAddress } from '../fakes/cluster.ts';
import { lab } from './cluster-lab.ts';

const minute = 60_001;
const orphan = { run: 'dead01', namespace: 'shop', name: 'fd-dead01-1-prior' };

/** A prior value that a run has kept, and the map that it was taken out of. */
function withPrior({ run = 'dead01', marked = false, of = 'flags/checkout_v2' }: { run?: string; marked?: boolean; of?: string } = {}) {
  const here = lab();
  const injection = `fd-${run}-1`;
  const labels = {
    'app.kubernetes.io/managed-by': 'firedrill',
    'firedrill.dev/run': run,
    'firedrill.dev/injection': injection,
    'firedrill.dev/record': 'prior',
  };
  const creationTimestamp = here.clock.wall();
  const metadata = { name: `${injection}-prior`, labels, annotations: { 'firedrill.dev/of': of }, creationTimestamp };
  here.cluster.put(configMaps, 'shop', { metadata, data: { restore: '{}' } });
  const annotations = marked ? { [`firedrill.dev/${injection}`]: 'configmap/flags' } : {};
  here.cluster.put(configMaps, 'shop', { metadata: { name: 'flags', annotations }, data: { checkout_v2: 'on' } });
  return here;
}

test('a prior value that no undo record needs is removed, once it is old enough to be nobody’s', async () => {
  const here = withPrior();
  await here.clock.advance(minute - 1000);
  expect((await here.sweep()).orphans).toEqual([]);
  expect(here.records()).toEqual([orphan.name]);
  await here.clock.advance(1000);
  const swept = await here.sweep();
  expect(swept.orphans).toEqual([orphan]);
  expect([here.records(), sweptCode(swept)]).toEqual([[], 0]);
  expect(showSwept(swept, { address: fakeAddress, namespaces: ['shop'] })).toEqual([
    'fd-dead01-1-prior (namespace shop): removed: run dead01, which kept it, has no record any more that needs it.',
    'Nothing is left in namespace shop of context fake.',
  ]);
});

test('it is removed at once where this machine knows that its run is dead, and not where another run is named', async () => {
  const here = withPrior();
  expect((await here.sweep({ dead: ['dead01'], run: 'other1' })).orphans).toEqual([]);
  expect((await here.sweep({ dead: ['dead01'], run: 'dead01' })).orphans).toEqual([orphan]);
});

test('it stays while its run has a record anywhere, or holds a turn and may live', async () => {
  const here = withPrior();
  await here.clock.advance(minute);
  await here.off('dead01', 2, 'checkout', 'bank');
  const both = { places: { namespaces: ['shop', 'bank'] } };
  expect((await here.sweep(both)).orphans).toEqual([]);
  here.cluster.objects.delete('/api/v1/namespaces/bank/configmaps/fd-dead01-2');
  expect((await here.sweep(both)).orphans).toEqual([]);
  expect(here.records()).toEqual([orphan.name]);
  await here.clock.advance(minute);
  expect((await here.sweep(both)).orphans).toEqual([orphan]);
});

test('it goes in the very sweep that restores the last fault of its run', async () => {
  const here = withPrior();
  await here.off('dead01', 2, 'checkout');
  await here.clock.advance(minute);
  expect(await here.sweep()).toMatchObject({ restored: [{ name: 'fd-dead01-2' }], orphans: [orphan] });
  expect(here.records()).toEqual([]);
});

test('what is the last witness of a fault that is still in is reported with its command, and never removed', async () => {
  const here = withPrior({ marked: true });
  await here.clock.advance(minute);
  const swept = await here.sweep();
  expect(swept).toMatchObject({
    orphans: [],
    left: [
      {
        name: 'fd-dead01-1',
        targets: ['configmap/flags'],
        why: 'configmap/flags has its mark, and its undo record is gone: what was there before is kept in configmap/fd-dead01-1-prior alone',
        command: `kubectl --context fake -n shop patch configmap flags --type merge -p "$(kubectl --context fake -n shop get configmap fd-dead01-1-prior -o 'jsonpath={.data.restore}')"`,
      },
    ],
  });
  expect([here.records(), sweptCode(swept)]).toEqual([[orphan.name], 5]);
});

test('one whose removal is denied again is named, and keeps nothing else from being swept', async () => {
  const here = withPrior();
  await here.off('dead02', 1, 'checkout');
  await here.clock.advance(minute);
  here.cluster.before = (verb, path) => {
    if (verb === 'delete' && path.endsWith('-prior')) throw new ClusterError('denied', 'may not delete configmaps');
  };
  const swept = await here.sweep();
  expect(swept).toMatchObject({ restored: [{ run: 'dead02' }], orphans: [{ ...orphan, still: 'may not delete configmaps' }] });
  expect(sweptCode(swept)).toBe(0);
  expect(showSwept(swept, { address: fakeAddress, namespaces: ['shop'] })[0]).toBe(
    'fd-dead01-1-prior (namespace shop): still there, though run dead01 has no record any more that needs it: may not delete configmaps. It breaks nothing.',
  );
});

test('one that does not say of which map it is stays', async () => {
  const here = withPrior({ of: '' });
  await here.clock.advance(minute);
  expect((await here.sweep()).orphans).toEqual([]);
  expect(here.records()).toEqual([orphan.name]);
});
