/** Where the environment asks for consent: of the namespace, or, by faults that touch single workloads, of those. */
import { expect, test } from 'vitest';
import { namespaces } from '../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../src/domain/kubernetes/workloads.ts';
import { pods } from '../../../src/domain/kubernetes/pods.ts';
import { podKill } from '../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { FakeCluster } from '../../fakes/cluster.ts';
import { fakePorts, fakeShop, kindOf, specOf } from './edit/stage.ts';
import { addWorkload, openTown, signal } from './nodes/town.ts';
import { addPods, kind as partition, openSplit, usual } from './partition/split.ts';
import { openShop, addWorkload as addToShop } from './pod-kill/shop.ts';

const says = (faults: string) => ({ metadata: { annotations: { 'firedrill.dev/faults': faults } } });
const space = (cluster: FakeCluster, name: string, faults: string): unknown => cluster.patch(namespaces, { name }, says(faults), signal());
const workload = (cluster: FakeCluster, name: string, faults: string): unknown =>
  cluster.patch(deployments, { namespace: 'shop', name }, says(faults), signal());

test('a pod kill asks the workload where the namespace says nothing', async () => {
  const shop = await openShop({ optIn: true });
  const { cluster, ports } = shop;
  await addToShop(cluster, 'catalog', 3);
  const injector = await podKill.load(ports);
  const whys = async (owner: string): Promise<readonly string[]> => (await injector.preflight(shop.spec({ owner }), signal())).map(({ why }) => why);
  expect(await injector.preflight(shop.spec(), signal())).toEqual([
    {
      why: 'none of the 3 pods of deployment/storefront may be hit: 3 without the consent that the environment asks for (annotation firedrill.dev/faults on the pod, its workload or its namespace)',
      hint: 'Their owner consents with: kubectl --context fake -n shop annotate deployment/storefront firedrill.dev/faults=all (or the fault types it puts up with).',
    },
  ]);
  await expect(injector.prepare(shop.spec(), { run: 'a', n: 1 }, signal())).rejects.toThrow('without the consent');
  await workload(cluster, 'storefront', 'kubernetes.scale');
  expect(await whys('deployment/storefront')).toEqual([expect.stringContaining('puts up with kubernetes.scale alone')]);
  await workload(cluster, 'storefront', 'kubernetes.pod-kill');
  expect(await whys('deployment/storefront')).toEqual([]);
  expect(await whys('deployment/catalog')).toEqual([expect.stringContaining('3 without the consent')]);
  await space(cluster, 'shop', 'all');
  expect(await whys('deployment/catalog')).toEqual([]);
  await space(cluster, 'shop', 'none');
  expect(await whys('deployment/storefront')).toEqual([expect.stringContaining('namespace/shop puts up with no faults')]);
});

test('only pods that have consented are drawn from a wide selection', async () => {
  const shop = await openShop({ optIn: true });
  const { cluster, ports } = shop;
  await addToShop(cluster, 'catalog', 3);
  await workload(cluster, 'catalog', 'all');
  const injector = await podKill.load(ports);
  const { targets } = await injector.prepare(shop.spec({ all: true, count: 2 }), { run: 'a', n: 1 }, signal());
  const known = new Set(cluster.all(pods, 'shop').flatMap(({ metadata }) => (metadata.name.startsWith('catalog') ? [`pod/${metadata.name}`] : [])));
  expect(targets.filter((target) => known.has(target))).toHaveLength(2);
});

test('a fault that sets a field asks its object where the namespace says nothing', async () => {
  const cluster = fakeShop();
  const injector = await kindOf('kubernetes.scale').load({ ...fakePorts(cluster), optIn: true });
  const refusals = () => injector.preflight(specOf('kubernetes.scale', 'shop'), signal());
  expect(await refusals()).toEqual([
    {
      why: 'neither deployment/storefront nor namespace shop has opted in, and the environment asks for it',
      hint: 'Its owner opts in with: kubectl -n shop annotate deployment/storefront firedrill.dev/faults=all (or the fault types it puts up with).',
    },
  ]);
  await workload(cluster, 'storefront', 'all');
  expect(await refusals()).toEqual([]);
});

test('a fault on nodes asks every namespace whose pods it ends', async () => {
  const town = await openTown({ optIn: true });
  await addWorkload(town.cluster, 'billing', 'invoices', 1);
  const injector = await town.injector('drain');
  const whys = async () => (await injector.preflight(town.spec('drain', { node: 'node-1', 'other-tenants': ['billing'] }), signal())).map(({ why }) => why);
  expect(await whys()).toEqual(['namespace shop has not opted in, and the environment asks for it']);
  await space(town.cluster, 'shop', 'all');
  expect(await whys()).toEqual(['namespace billing has not opted in, and the environment asks for it']);
  await space(town.cluster, 'billing', 'all');
  expect(await whys()).toEqual([]);
});

test('a partition asks the namespace of the peers, too', async () => {
  const split = await openSplit();
  const { cluster, ports } = split;
  await addPods(cluster, 'billing', 'payments', 1);
  await space(cluster, 'shop', 'all');
  const injector = await partition.load({ ...ports, optIn: true });
  const whys = async () => (await injector.preflight(split.spec({ ...usual, 'peers-in': 'billing' }), signal())).map(({ why }) => why);
  expect(await whys()).toEqual(['namespace billing has not opted in, and the environment asks for it']);
  await space(cluster, 'billing', 'all');
  expect(await whys()).toEqual([]);
});
