/** Many pods: min-available is asked before every kill, and not all pods for every kill. */
import { beforeEach, expect, test } from 'vitest';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { pathOf, type Resource } from '../../../../src/domain/kubernetes/resource.ts';
import { ms } from '../../../../src/domain/units.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { Where } from '../../../../src/ports/cluster.ts';
import type { Kept } from '../../../fakes/cluster.ts';
import { addWorkload, openShop, signal, type Shop } from './shop.ts';

const wanted = 40;
let shop: Shop;
/** How pods were listed while killing: all that a label finds, or one by its name. */
let lists: Where[];
beforeEach(async () => {
  shop = await openShop();
  await addWorkload(shop.cluster, 'herd', wanted);
  lists = [];
});

async function kill(count: number, keeps: number, meanwhile: (kills: number, others: readonly Kept[]) => unknown = () => undefined): Promise<string> {
  const injector = await podKill.load(shop.ports);
  const spec = shop.spec({ owner: 'deployment/herd', via: 'delete', count, 'min-available': keeps });
  const { undo, targets } = await injector.prepare(spec, { run: 'herd', n: 1 }, signal());
  const others = herd().filter(({ metadata }) => !targets.includes(`pod/${metadata.name}`));
  const { cluster } = shop;
  const list = cluster.list.bind(cluster);
  cluster.list = <T>(resource: Resource<T>, where: Where, aborted: AbortSignal) => {
    if (resource.plural === 'pods' && (where.labels ?? where.fields) !== undefined) lists.push(where);
    return list(resource, where, aborted);
  };
  let kills = 0;
  cluster.before = (verb, at) => {
    if (verb === 'delete' && at.includes('/pods/')) meanwhile((kills += 1), others);
  };
  await injector.apply(spec, undo, signal());
  cluster.before = () => undefined;
  const { detail = '' } = await injector.observe(undo, signal());
  expect(cluster.writes.filter((one) => /^delete .*\/pods\//.test(one))).toHaveLength(kills);
  return detail;
}

const counts = (): number => lists.filter(({ labels }) => labels !== undefined).length;
const herd = (): readonly Kept[] => shop.pods().filter(({ metadata }) => metadata.name.startsWith('herd-'));
/** Pods fall ill by themselves, and their workload says so. */
function fallIll(some: readonly Kept[]): void {
  shop.cluster.starts = () => false;
  for (const pod of some)
    shop.cluster.objects.set(pathOf(pods, { namespace: 'shop', name: pod.metadata.name }), { ...pod, status: { phase: 'Running', conditions: [] } });
}

test('all are counted once, and then one is read for every kill', async () => {
  expect(await kill(20, 5)).toMatch(/^20 of 20 gone/);
  expect([counts(), lists.length]).toEqual([1, 20]);
});

test('all are counted again where what is known does not suffice, and decide', async () => {
  const said = await kill(10, 30, (kills, others) => kills === 2 && fallIll(others.slice(0, 8)));
  // The second victim has no successor any more, and 31 are ready: one more may go.
  expect(said).toMatch(/^3 of 10 gone.*it would leave 29 ready of deployment\/herd, and min-available keeps 30/);
  expect(counts()).toBe(3);
});

test('all are counted again after two seconds', async () => {
  const { clock } = shop;
  const now = clock.now.bind(clock);
  await kill(4, 5, (kills) => kills === 2 && (clock.now = () => ms(now() + 2500)));
  expect(counts()).toBe(2);
});

test('few pods are counted for every kill', async () => {
  shop = await openShop();
  await addWorkload(shop.cluster, 'herd', 20);
  await kill(5, 5);
  expect(counts()).toBe(5);
});

test('pods that fall ill between two kills are missed, and nothing more is killed', async () => {
  const said = await kill(10, 20, (kills, others) => kills === 3 && fallIll(others.slice(0, 25)));
  expect(said).toMatch(/^3 of 10 gone.*it would leave 13 ready of deployment\/herd, and min-available keeps 20/);
});

test('a victim that fell ill meanwhile is let be', async () => {
  const said = await kill(10, 5, (kills) => kills === 1 && fallIll(herd()));
  expect(said).toMatch(/^1 of 10 gone.*it is not ready any more/);
});
