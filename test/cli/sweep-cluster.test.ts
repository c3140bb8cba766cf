import { describe, expect, test } from 'vitest';
import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';
import { leases, namespaces } from '../../src/domain/kubernetes/surroundings.ts';
import { sweepCluster } from '../../src/cli/sweep-cluster.ts';
import { showSwept, sweptCode } from '../../src/cli/swept.ts';
import { ms } from '../../src/domain/units.ts';
import type { Restorer } from '../../src/ports/record.ts';
import { fakeAddress } from '../fakes/cluster.ts';
import { lab } from './cluster-lab.ts';

const nothing = { restored: [], left: [], alive: [], unreadable: [], turns: [], orphans: [], unseen: [] };
const minute = 60_001;

/** As a firedrill wrote it that said nothing of budgets. */
const record = (change: object): { readonly data: object } => ({
  data: {
    'undo.json': JSON.stringify({
      schemaVersion: 1,
      type: 'kubernetes.test-flag',
      undo: {
        cluster: { context: 'fake', server: fakeAddress.server, kubeconfig: null },
        namespace: 'shop',
        run: 'dead01',
        injection: 'fd-dead01-1',
        targets: ['configmap/checkout'],
        manual: 'by hand',
        fault: { name: 'checkout', before: 'on' },
      },
      ...change,
    }),
  },
});

const moved = (change: object): object => {
  const text = (record({}).data as Readonly<Record<string, string>>)['undo.json'] ?? '';
  const { undo } = JSON.parse(text) as { readonly undo: object };
  return record({ undo: { ...undo, ...change } });
};

describe('what a dead run has left in a cluster', () => {
  test('is restored, and its record and its turn go', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.clock.advance(minute);
    const swept = await here.sweep();
    expect(swept).toEqual({
      ...nothing,
      restored: [{ run: 'dead01', namespace: 'shop', name: 'fd-dead01-1', type: 'kubernetes.test-flag', targets: ['configmap/checkout'] }],
    });
    expect(here.flag('checkout')).toEqual({ flag: 'on' });
    expect([here.records(), here.turns()]).toEqual([[], []]);
    expect(sweptCode(swept)).toBe(0);
    expect(await here.sweep()).toEqual(nothing);
  });

  test('comes out in reverse order, where a run has two on one object', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.off('dead01', 2, 'cart');
    here.cluster.writes.length = 0;
    await here.clock.advance(minute);
    expect((await here.sweep()).restored.map(({ name }) => name)).toEqual(['fd-dead01-2', 'fd-dead01-1']);
  });

  test('stays, with its record, where it cannot be restored; the others come out', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.off('dead01', 2, 'cart');
    await here.clock.advance(minute);
    here.cluster.before = (verb, path) => {
      if (verb === 'patch' && path.endsWith('/checkout')) throw new ClusterError('denied', 'may not patch configmaps');
    };
    const swept = await here.sweep();
    expect(swept.restored.map(({ name }) => name)).toEqual(['fd-dead01-2']);
    expect(swept.left).toMatchObject([{ name: 'fd-dead01-1', targets: ['configmap/checkout'], why: 'may not patch configmaps' }]);
    expect([here.records(), here.turns()]).toEqual([['fd-dead01-1'], ['dead01']]);
    expect(sweptCode(swept)).toBe(5);
    here.cluster.before = () => undefined;
    expect(sweptCode(await here.sweep())).toBe(0);
    expect([here.flag('checkout'), here.records(), here.turns()]).toEqual([{ flag: 'on' }, [], []]);
  });

  test('has as long to be taken out as its experiment allowed, and a minute where that is less or was never said', async () => {
    const budgets = async (here: ReturnType<typeof lab>): Promise<readonly number[]> => {
      const seen: number[] = [];
      const restorer: Restorer = {
        restore: async (entries, { budget }) => {
          seen.push(...entries.map(() => budget));
          return [];
        },
      };
      await here.clock.advance(minute);
      const places = { address: fakeAddress, movedFrom: [], namespaces: ['shop'], within: () => true };
      await sweepCluster(places, undefined, { ...here, restorer, dead: () => false });
      return seen;
    };
    for (const [said, allowed] of [
      [ms(300_000), 300_000],
      [ms(8000), 60_000],
      [undefined, 60_000],
    ] as const) {
      // prettier-ignore
      const here = lab(said === undefined ? {} : { budget: said });
      await here.off('dead01', 1, 'checkout');
      expect(await budgets(here)).toEqual([allowed]);
    }
    const before = lab();
    await before.off('dead01', 1, 'checkout');
    before.spoil('fd-dead01-1', record({}));
    expect(await budgets(before)).toEqual([60_000]);
  });

  test('is not what another run has, where one is named', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.off('dead02', 1, 'cart', 'other');
    await here.clock.advance(minute);
    const { restored } = await here.sweep({ run: 'dead02', places: { namespaces: ['shop', 'other'] } });
    expect(restored.map(({ run }) => run)).toEqual(['dead02']);
    expect([here.flag('checkout'), here.turns()]).toEqual([{ flag: 'off' }, ['dead01']]);
  });

  test('is only what lies in the namespaces that are meant', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.off('dead02', 1, 'cart', 'other');
    await here.clock.advance(minute);
    const { namespaces: _, ...everywhere } = { namespaces: [], within: (namespace: string) => namespace === 'other' };
    const swept = await here.sweep({ places: { ...everywhere, namespaces: undefined } as never });
    expect(swept.restored.map(({ run }) => run)).toEqual(['dead02']);
    expect(here.turns()).toEqual(['dead01']);
  });
});

describe('a run that may live', () => {
  test('is let be, and said so', async () => {
    const here = lab();
    await here.off('live01', 1, 'checkout');
    await here.clock.advance(12_000);
    const swept = await here.sweep();
    expect(swept).toEqual({ ...nothing, alive: [{ run: 'live01', namespace: 'shop', name: 'fd-live01-1', renewed: 12_000 }] });
    expect(here.flag('checkout')).toEqual({ flag: 'off' });
    expect(sweptCode(swept)).toBe(0);
    expect(showSwept(swept, { address: fakeAddress })).toEqual([
      'fd-live01-1 (namespace shop): let be: run live01 renewed it 12 s ago, and may be alive. It counts as dead 1 m after the last renewal.',
      'Nothing is left of any run that is known to be dead.',
    ]);
  });

  test('is dead where this machine knows that its runner and guardian are', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    expect((await here.sweep({ dead: ['dead01'] })).restored).toHaveLength(1);
    expect([here.flag('checkout'), here.turns()]).toEqual([{ flag: 'on' }, []]);
  });

  test('keeps its turn also while it has no record yet, or none any more, and whoever waits for the namespace is told', async () => {
    const here = lab();
    await here.off('live01', 1, 'checkout');
    here.cluster.objects.delete('/api/v1/namespaces/shop/configmaps/fd-live01-1');
    await here.clock.advance(12_000);
    const swept = await here.sweep();
    expect(swept).toEqual({ ...nothing, alive: [{ run: 'live01', namespace: 'shop', name: 'Lease firedrill', renewed: 12_000 }] });
    expect(showSwept(swept, { address: fakeAddress })[0]).toBe(
      'Lease firedrill (namespace shop): let be: run live01 renewed it 12 s ago, and may be alive. It counts as dead 1 m after the last renewal.',
    );
    expect(here.turns()).toEqual(['live01']);
    await here.clock.advance(minute);
    expect(await here.sweep()).toEqual({ ...nothing, turns: [{ run: 'live01', namespace: 'shop' }] });
    expect(here.turns()).toEqual([]);
  });

  test('keeps its turns in other namespaces than that of its record', async () => {
    const here = lab();
    await here.off('live01', 1, 'checkout');
    const lease = { holderIdentity: 'live01', renewTime: '2025-12-31T23:00:00.000000Z' };
    here.cluster.put(leases, 'bank', { metadata: { name: 'firedrill', labels: { 'app.kubernetes.io/managed-by': 'firedrill' } }, spec: lease });
    const both = { places: { namespaces: ['shop', 'bank'] } };
    expect((await here.sweep(both)).turns).toEqual([]);
    await here.clock.advance(minute);
    expect((await here.sweep(both)).turns).toEqual([{ run: 'live01', namespace: 'bank' }]);
    expect(here.turns()).toEqual([]);
  });

  test('whose turn somebody else made is nobody’s business', async () => {
    const here = lab();
    here.cluster.put(leases, 'shop', { metadata: { name: 'firedrill' }, spec: { holderIdentity: 'somebody', renewTime: '2020-01-01T00:00:00.000000Z' } });
    expect(await here.sweep()).toEqual(nothing);
    expect(here.turns()).toEqual(['somebody']);
  });
});

describe('a record that cannot be used is reported, and neither restored nor deleted:', () => {
  test.each([
    ['one without an undo', { data: {} }, 'it has no undo.json'],
    ['one that is no JSON', { data: { 'undo.json': '{' } }, /^its undo.json is no JSON: /],
    ['one of a firedrill of tomorrow', record({ schemaVersion: 2 }), /^its undo.json is none: .*schemaVersion/s],
    ['one that would run a command', record({ type: 'command' }), 'it says it is of a command, which leaves no record in a cluster'],
    ['one that reaches into another namespace', moved({ namespace: 'bank' }), 'it says it is of namespace bank'],
    ['one of another run', moved({ run: 'live02' }), 'it says it is of run live02, and its label names dead01'],
    ['a copy of another one', moved({ injection: 'fd-dead01-9' }), 'it says it is fd-dead01-9'],
  ])('%s', async (_, change, why) => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    here.spoil('fd-dead01-1', change);
    await here.clock.advance(minute);
    const swept = await here.sweep();
    const command = 'kubectl --context fake -n shop get configmap fd-dead01-1 -o yaml';
    expect(swept).toEqual({
      ...nothing,
      unreadable: [
        { run: 'dead01', namespace: 'shop', name: 'fd-dead01-1', why: typeof why === 'string' ? why : (expect.stringMatching(why) as string), command },
      ],
    });
    expect([here.flag('checkout'), here.records(), here.turns()]).toEqual([{ flag: 'off' }, ['fd-dead01-1'], ['dead01']]);
    expect(sweptCode(swept)).toBe(5);
    expect(showSwept(swept, { address: fakeAddress })).toEqual([
      expect.stringMatching(new RegExp(`^fd-dead01-1 \\(namespace shop\\): NOT RESTORED: its record cannot be used: [^]*\\n  ${command}$`)) as string,
      '1 fault is NOT RESTORED.',
    ]);
  });

  test.each([
    ['nonsense', 'its last renewal cannot be read: nonsense is no instant such as 2026-01-31T12:00:00Z'],
    ['2026-01-01T01:00:00.001Z', 'its last renewal lies 59 m ahead of the clock here: one of the two machines has the wrong time'],
  ])('one that was renewed at %s', async (renewed, why) => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.off('dead01', 2, 'cart');
    const found = [...here.cluster.objects.values()].find(({ metadata }) => metadata.name === 'fd-dead01-1');
    here.spoil('fd-dead01-1', { metadata: { ...found?.metadata, annotations: { 'firedrill.dev/renewed': renewed } } });
    await here.clock.advance(minute);
    const swept = await here.sweep();
    expect(swept.unreadable).toMatchObject([{ name: 'fd-dead01-1', why }]);
    // The others come out.
    expect(swept.restored).toMatchObject([{ name: 'fd-dead01-2' }]);
  });

  test('one of a fault that this firedrill does not know is left', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    here.spoil('fd-dead01-1', record({ type: 'kubernetes.of-tomorrow' }));
    await here.clock.advance(minute);
    const { left } = await here.sweep();
    expect(left).toMatchObject([{ why: 'no injector kubernetes.of-tomorrow is known to this firedrill', command: 'by hand' }]);
    expect(here.records()).toEqual(['fd-dead01-1']);
  });
});

describe('a record of another cluster', () => {
  const elsewhere = { address: { ...fakeAddress, server: 'https://copy.test:6443' }, movedFrom: [] };

  test('is not restored here: it may have come with a backup', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.clock.advance(minute);
    const swept = await here.sweep({ places: elsewhere });
    expect(swept.left).toMatchObject([
      {
        name: 'fd-dead01-1',
        why: 'its record says that it was made in the cluster at https://fake.test:6443, and this is https://copy.test:6443; if that is the same one, say --moved-from https://fake.test:6443',
      },
    ]);
    expect([here.flag('checkout'), here.turns()]).toEqual([{ flag: 'off' }, ['dead01']]);
  });

  test('is restored where somebody says that the cluster has moved, and by a pod, which knows it by another address', async () => {
    const here = lab();
    await here.off('dead01', 1, 'checkout');
    await here.clock.advance(minute);
    expect((await here.sweep({ places: { ...elsewhere, movedFrom: ['https://fake.test:6443/'] } })).restored).toHaveLength(1);
    await here.off('dead01', 1, 'checkout');
    await here.clock.advance(minute);
    const pod = { address: { context: 'in-cluster', server: 'https://kubernetes.default.svc' }, movedFrom: [] };
    expect((await here.sweep({ places: pod })).restored).toHaveLength(1);
  });
});

describe('a record that says which namespace it was made in', () => {
  const pod = { address: { context: 'in-cluster', server: 'https://kubernetes.default.svc' }, movedFrom: [] };
  const tunnel = { address: { ...fakeAddress, server: 'https://127.0.0.1:7443' }, movedFrom: [] };
  const left = async () => {
    const here = lab();
    here.cluster.put(namespaces, undefined, { metadata: { name: 'shop' } });
    await here.off('dead01', 1, 'checkout');
    await here.clock.advance(minute);
    return here;
  };

  test('is restored by whatever road its cluster is reached', async () => {
    for (const places of [pod, tunnel]) {
      const here = await left();
      expect((await here.sweep({ places })).restored).toHaveLength(1);
    }
  });

  test('is not restored in another one of that name, by a pod or from the same address, unless a person says so', async () => {
    const here = await left();
    here.spoil('fd-dead01-1', moved({ space: 'made-elsewhere' }));
    const uid = here.cluster.all(namespaces)[0]?.metadata.uid;
    const why = `its record says that it was made in a namespace shop with UID made-elsewhere, and this one has ${uid}: it may have come with a backup; if it is to be restored all the same, say --moved-from https://fake.test:6443`;
    for (const places of [pod, {}]) expect((await here.sweep({ places })).left).toMatchObject([{ name: 'fd-dead01-1', why, command: 'by hand' }]);
    expect([here.flag('checkout'), here.records()]).toEqual([{ flag: 'off' }, ['fd-dead01-1']]);
    expect((await here.sweep({ places: { movedFrom: ['https://fake.test:6443'] } })).restored).toHaveLength(1);
  });

  test('is known by the address where its namespace may not be read', async () => {
    const here = await left();
    here.cluster.before = (_verb, path) => {
      if (path.endsWith('/namespaces/shop')) throw new ClusterError('denied', 'may not get namespaces');
    };
    expect((await here.sweep({ places: tunnel })).left).toHaveLength(1);
    expect((await here.sweep()).restored).toHaveLength(1);
  });
});

test('a namespace in which it may not look keeps no other from being swept, and what may be needed there stays', async () => {
  const here = lab();
  await here.off('dead01', 1, 'checkout');
  await here.off('dead02', 1, 'cart', 'bank');
  const lease = { holderIdentity: 'dead03', renewTime: '2025-12-31T23:00:00.000000Z' };
  here.cluster.put(leases, 'mail', { metadata: { name: 'firedrill', labels: { 'app.kubernetes.io/managed-by': 'firedrill' } }, spec: lease });
  await here.clock.advance(minute);
  here.cluster.before = (_verb, path) => {
    if (path.includes('/namespaces/bank/')) throw new ClusterError('denied', 'configmaps is forbidden');
  };
  const swept = await here.sweep({ places: { namespaces: ['shop', 'bank', 'mail'] } });
  expect(swept).toMatchObject({ restored: [{ run: 'dead01' }], turns: [], unseen: [{ namespace: 'bank', why: 'configmaps is forbidden' }] });
  expect([here.flag('checkout'), here.flag('cart', 'bank'), here.turns()]).toEqual([{ flag: 'on' }, { flag: 'off' }, ['dead02', 'dead03']]);
  expect(sweptCode(swept)).toBe(5);
  expect(showSwept(swept, { address: fakeAddress, namespaces: ['shop', 'bank', 'mail'] })).toEqual([
    'namespace bank: NOT LOOKED AT: configmaps is forbidden\n  What is left there is unknown: see that this user may look, or leave it out with --namespace.',
    '1 of 3 namespaces could not be looked at.',
  ]);
  await expect(here.sweep({ places: { namespaces: ['bank'] } })).rejects.toMatchObject({
    exitCode: 5,
    message: expect.stringContaining('configmaps is forbidden'),
  });
});

test('a cluster that cannot be asked is unknown, and unknown is not restored', async () => {
  const here = lab();
  here.cluster.before = () => {
    throw new ClusterError('unreachable', 'https://fake.test:6443 cannot be reached');
  };
  await expect(here.sweep()).rejects.toMatchObject({
    message: 'Cannot look for what runs have left in fake: https://fake.test:6443 cannot be reached.',
    exitCode: 5,
  });
});
