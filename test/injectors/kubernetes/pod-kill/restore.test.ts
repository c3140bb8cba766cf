import { beforeEach, describe, expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { pathOf } from '../../../../src/domain/kubernetes/resource.ts';
import { services } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { PodKillSpec } from '../../../../src/injectors/kubernetes/pod-kill/schema.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { Injector } from '../../../../src/ports/injector.ts';
import { openShop, signal, type Shop } from './shop.ts';

let shop: Shop;
let injector: Injector<PodKillSpec>;
beforeEach(async () => {
  shop = await openShop();
  injector = await podKill.load(shop.ports);
});

const kill = async (keys: object = { owner: 'deployment/storefront' }): Promise<JsonObject> => {
  const spec = shop.spec(keys);
  const { undo } = await injector.prepare(spec, { run: 'back', n: 1 }, signal());
  await injector.apply(spec, undo, signal());
  return undo;
};
/** As long as a run gives it. */
const restore = async (undo: JsonObject, budget = 30_000): Promise<Awaited<ReturnType<Injector['restore']>>> => {
  const end = new AbortController();
  const began = shop.clock.now();
  const before = shop.cluster.before;
  shop.cluster.before = (verb, path) => {
    if (shop.clock.now() - began >= budget) end.abort();
    before(verb, path);
  };
  return injector.restore(undo, end.signal);
};
const at = (name: string): { namespace: string; name: string } => ({ namespace: 'shop', name });

test('waits until others are ready in the victims’ place', async () => {
  shop.cluster.starts = () => false;
  const undo = await kill();
  expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'present', hits: 1, detail: '1 of 1 gone; gone within 0 ms of the kill' });
  expect((await injector.observe(undo, signal())).presence).toBe('present');
  let looks = 0;
  shop.cluster.before = (verb, path) => {
    if (verb !== 'list' || !path.endsWith('/pods') || ++looks !== 4) return;
    const ill = shop.pods().find(({ status }) => (status as { phase: string }).phase !== 'Running');
    if (ill !== undefined) shop.cluster.objects.delete(pathOf(pods, at(ill.metadata.name)));
    shop.cluster.starts = () => true;
    shop.cluster.settle();
  };
  expect(await restore(undo)).toEqual({
    kind: 'restored',
    note: expect.stringMatching(/^1 gone, and as many ready as before; gone within 0 ms of the kill, .*ready within 1.5 s$/),
  });
});

test('tells the times though another injector restores than the one that killed, and does without them in another process', async () => {
  const undo = await kill();
  const other = await podKill.load(shop.ports);
  expect(await other.restore(undo, signal())).toMatchObject({ note: expect.stringMatching(/gone within 0 ms of the kill/) });
  const elsewhere = await openShop();
  const { undo: prepared } = await injector.prepare(shop.spec(), { run: 'back', n: 2 }, signal());
  expect(await (await podKill.load(elsewhere.ports)).restore(prepared, signal())).toEqual({ kind: 'restored', note: '1 gone, and as many ready as before' });
});

test('names what has not come back, and how to look', async () => {
  shop.cluster.starts = () => false;
  const undo = await kill();
  expect(await restore(undo)).toEqual({
    kind: 'left',
    left: [
      { target: 'deployment/storefront', why: '2 of 3 pods are available', command: 'kubectl --context fake -n shop describe deployment/storefront' },
      { target: 'service/storefront', why: '2 of 3 endpoints are ready', command: 'kubectl --context fake -n shop describe service/storefront' },
    ],
  });
});

test('does not call a victim gone that is still terminating', async () => {
  const spec = shop.spec();
  const { undo, targets } = await injector.prepare(spec, { run: 'back', n: 1 }, signal());
  const path = pathOf(pods, at(targets[0]?.replace('pod/', '') ?? ''));
  const victim = shop.cluster.objects.get(path);
  if (victim === undefined) throw new Error('no victim');
  shop.cluster.objects.set(path, { ...victim, metadata: { ...victim.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' } });
  expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'present', hits: 0 });
  const restored = await restore(undo);
  expect(restored.kind === 'left' && restored.left.map(({ target }) => target)).toContain(targets[0]);
});

test('kills nothing, and says so, where nothing was killed', async () => {
  const { undo } = await injector.prepare(shop.spec(), { run: 'back', n: 1 }, signal());
  expect(await restore(undo)).toEqual({ kind: 'restored', note: 'no pod was killed' });
  expect(shop.pods()).toHaveLength(3);
});

test('goes on when the API was away between the kill and the restore', async () => {
  const undo = await kill();
  let left = 5;
  shop.cluster.before = () => {
    if (left-- > 0) throw new ClusterError('unreachable', 'connection refused');
  };
  expect((await restore(undo)).kind).toBe('restored');
});

test('does not believe an API that stays away', async () => {
  const undo = await kill();
  shop.cluster.before = () => {
    throw new ClusterError('unreachable', 'connection refused');
  };
  expect(await restore(undo)).toMatchObject({ kind: 'left', left: [{ why: 'connection refused' }] });
});

describe('what a human has changed since', () => {
  test('a workload scaled down comes back as far as it is wanted', async () => {
    const undo = await kill();
    await shop.cluster.patch(deployments, at('storefront'), { spec: { replicas: 2 } }, signal());
    expect(await restore(undo)).toMatchObject({ kind: 'edited', note: expect.stringMatching(/^deployment\/storefront was scaled from 3 to 2 since; 1 gone/) });
  });

  test('a workload or a Service that was removed is not waited for', async () => {
    const undo = await kill();
    await shop.cluster.remove(services, at('storefront'), {}, signal());
    await shop.cluster.remove(deployments, at('storefront'), {}, signal());
    for (const { metadata } of shop.pods()) shop.cluster.objects.delete(pathOf(pods, at(metadata.name)));
    expect(await restore(undo)).toMatchObject({
      kind: 'edited',
      note: expect.stringMatching(/^deployment\/storefront has been removed since; service\/storefront has been removed since; 1 gone/),
    });
  });
});

describe('a pod without an owner', () => {
  const keys = { labels: 'job=tool', ownerless: true, via: 'delete', 'min-available': 0 };
  const bare = (): void =>
    void shop.cluster.put(pods, 'shop', { metadata: { name: 'tool', labels: { job: 'tool' } }, spec: {}, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }); // prettier-ignore

  test('that nobody brings back is not restored', async () => {
    bare();
    expect(await restore(await kill(keys))).toEqual({
      kind: 'left',
      left: [{ target: 'pods without an owner', why: '0 of 1 pods are available', command: 'kubectl --context fake -n shop get pods -o wide -l job=tool' }],
    });
  });

  test('is restored when something has made it again', async () => {
    bare();
    const undo = await kill(keys);
    bare();
    expect((await restore(undo)).kind).toBe('restored');
  });
});
