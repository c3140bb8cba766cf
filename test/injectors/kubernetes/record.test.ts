import { describe, expect, test } from 'vitest';
import { configMaps, leases } from '../../../src/domain/kubernetes/surroundings.ts';
import { ClusterError } from '../../../src/domain/kubernetes/cluster-error.ts';
import { findKept, forget, keep, renewKept, type Kept } from '../../../src/injectors/kubernetes/keep.ts';
import { endTurn, findTurns, giveTurn, heldByAnother, renewTurn, takeTurn } from '../../../src/injectors/kubernetes/turn.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeCluster } from '../../fakes/cluster.ts';

const signal = (): AbortSignal => new AbortController().signal;

function lab() {
  const [cluster, clock] = [new FakeCluster(), new FakeClock()];
  const place = (run: string, namespace = 'shop') => ({ cluster, clock, namespace, run, injection: `fd-${run}-1` });
  const lease = () => cluster.all(leases, 'shop')[0]?.['spec'] as { readonly holderIdentity?: string; readonly renewTime?: string } | undefined;
  return { cluster, clock, place, lease };
}

const undo = (run: string): Kept => ({
  type: 'kubernetes.test-flag',
  undo: {
    cluster: { context: 'fake', server: 'https://fake.test:6443', kubeconfig: null },
    namespace: 'shop',
    space: null,
    run,
    injection: `fd-${run}-1`,
    targets: ['configmap/flags'],
    manual: 'by hand',
    budget: 30_000,
    fault: { name: 'flags' },
  },
});

describe('the turn of a namespace', () => {
  test('belongs to the run that took it, and not to another', async () => {
    const { place, lease } = lab();
    await takeTurn(place('a'), signal());
    expect(await takeTurn(place('b'), signal())).toEqual({
      why: 'run a holds namespace shop (Lease firedrill, renewed 2026-01-01T00:00:00.000000Z)',
      hint: 'Wait for it; if it is gone: firedrill restore a --cluster.',
    });
    expect(await heldByAnother(place('a'), signal())).toBeUndefined();
    expect(lease()?.holderIdentity).toBe('a');
  });

  test('may be taken again by the run that has it, which renews it', async () => {
    const { place, lease, clock } = lab();
    await takeTurn(place('a'), signal());
    await clock.advance(5000);
    await takeTurn(place('a'), signal());
    expect(lease()?.renewTime).toBe('2026-01-01T00:00:05.000000Z');
  });

  test('is of each namespace by itself', async () => {
    const { place } = lab();
    await takeTurn(place('a'), signal());
    await takeTurn(place('b', 'bank'), signal());
    expect(await heldByAnother(place('b', 'bank'), signal())).toBeUndefined();
  });

  test('goes to one of two that reach for it at once', async () => {
    const { place, lease } = lab();
    const [a, b] = await Promise.all([takeTurn(place('a'), signal()), takeTurn(place('b'), signal())]);
    expect([a, b].filter((held) => held === undefined)).toHaveLength(1);
    expect(lease()?.holderIdentity).toBe(a === undefined ? 'a' : 'b');
  });

  test('that is given back while it is asked for is taken, and never believed to be had', async () => {
    const { cluster, place, lease } = lab();
    await takeTurn(place('a'), signal());
    cluster.before = (verb, path) => {
      if (verb === 'get') cluster.objects.delete(path);
    };
    expect(await takeTurn(place('b'), signal())).toBeUndefined();
    expect(lease()?.holderIdentity).toBe('b');
  });

  test('that nobody holds, and that cannot be had, is none', async () => {
    const { cluster, place } = lab();
    await takeTurn(place('a'), signal());
    await cluster.patch(leases, { namespace: 'shop', name: 'firedrill' }, { spec: { holderIdentity: null } }, signal());
    expect(await takeTurn(place('b'), signal())).toEqual({
      why: 'the turn of namespace shop (Lease firedrill) is held by no run, and cannot be taken',
      hint: 'If no drill is under way there: kubectl --context fake -n shop delete lease firedrill.',
    });
  });

  test('is neither renewed nor given back by a run that does not have it', async () => {
    const { place, lease, clock } = lab();
    await takeTurn(place('a'), signal());
    const before = lease();
    await clock.advance(5000);
    await renewTurn(place('b'), signal());
    await giveTurn(place('b'), signal());
    expect(lease()).toEqual(before);
    await giveTurn(place('a'), signal());
    expect(lease()).toBeUndefined();
  });

  test('is ended only as it was found: one that was renewed meanwhile is of a run that lives', async () => {
    const { cluster, clock, place, lease } = lab();
    await takeTurn(place('a'), signal());
    await clock.advance(90_000);
    const [turn] = await findTurns(cluster, { namespace: 'shop' }, clock.wall(), signal());
    if (turn === undefined) throw new Error('no turn');
    expect([turn.run, turn.namespace, turn.age]).toEqual(['a', 'shop', 90_000]);
    await renewTurn(place('a'), signal());
    expect(await endTurn(cluster, turn, signal())).toBe(false);
    expect(lease()?.holderIdentity).toBe('a');
    const [now] = await findTurns(cluster, {}, clock.wall(), signal());
    expect(now !== undefined && (await endTurn(cluster, now, signal()))).toBe(true);
    expect(lease()).toBeUndefined();
  });

  test('whose renewal cannot be read was never renewed', async () => {
    const { cluster, clock, place } = lab();
    await takeTurn(place('a'), signal());
    await cluster.patch(leases, { namespace: 'shop', name: 'firedrill' }, { spec: { renewTime: 'nonsense' } }, signal());
    expect(await findTurns(cluster, {}, clock.wall(), signal())).toMatchObject([{ run: 'a', age: Infinity }]);
  });
});

describe('the record in the cluster', () => {
  test('is found by whoever reaches it: of one run, of one namespace, or all', async () => {
    const { cluster, clock, place } = lab();
    await keep(place('a'), undo('a'), signal());
    await keep(place('b', 'bank'), undo('b'), signal());
    const names = async (where: Parameters<typeof findKept>[1]) => (await findKept(cluster, where, clock.wall(), signal())).map(({ map }) => map.metadata.name);
    expect(await names({})).toEqual(['fd-b-1', 'fd-a-1']);
    expect(await names({ run: 'a' })).toEqual(['fd-a-1']);
    expect(await names({ namespace: 'bank' })).toEqual(['fd-b-1']);
    expect(await names({ namespace: 'bank', run: 'a' })).toEqual([]);
  });

  test('says what was kept, and since when nobody has renewed it', async () => {
    const { cluster, clock, place } = lab();
    await keep(place('a'), undo('a'), signal());
    await clock.advance(30_000);
    expect(await findKept(cluster, {}, clock.wall(), signal())).toMatchObject([{ age: 30_000, kept: undo('a') }]);
    await renewKept(place('a'), 'fd-a-1', signal());
    await clock.advance(1000);
    expect(await findKept(cluster, {}, clock.wall(), signal())).toMatchObject([{ age: 1000, kept: undo('a') }]);
  });

  test('is not ConfigMaps of others, whatever they hold', async () => {
    const { cluster, clock, place } = lab();
    cluster.put(configMaps, 'shop', { metadata: { name: 'fd-x-1' }, data: { 'undo.json': '{}' } });
    await keep(place('a'), undo('a'), signal());
    expect(await findKept(cluster, {}, clock.wall(), signal())).toHaveLength(1);
  });

  test('is written once: a second time it is there, and not another’s', async () => {
    const { cluster, place } = lab();
    await keep(place('a'), undo('a'), signal());
    await keep(place('a'), undo('a'), signal());
    expect(cluster.all(configMaps)).toHaveLength(1);
  });

  test('that cannot be written is an error: nothing may be changed then', async () => {
    const { cluster, place } = lab();
    cluster.before = () => {
      throw new ClusterError('denied', 'may not create configmaps');
    };
    await expect(keep(place('a'), undo('a'), signal())).rejects.toThrow('may not create configmaps');
  });

  test('is gone after the restore, however often that is said', async () => {
    const { cluster, place } = lab();
    await keep(place('a'), undo('a'), signal());
    await forget(place('a'), 'fd-a-1', signal());
    await forget(place('a'), 'fd-a-1', signal());
    expect(cluster.all(configMaps)).toEqual([]);
  });
});
