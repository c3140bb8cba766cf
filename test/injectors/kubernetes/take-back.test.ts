/** What the API server may do between the injection and its restore, for every fault in a cluster alike. */
import { expect, test } from 'vitest';
import { ClusterError } from '../../../src/domain/kubernetes/cluster-error.ts';
import { configMaps, leases } from '../../../src/domain/kubernetes/surroundings.ts';
import { ms } from '../../../src/domain/units.ts';
import { defineClusterFault } from '../../../src/injectors/kubernetes/define-cluster-fault.ts';
import { flagFault } from '../../fakes/cluster-fault.ts';
import { fakeAddress, FakeCluster } from '../../fakes/cluster.ts';
import { nowhere } from '../../fakes/nowhere.ts';
import { ports } from '../programs.ts';
import { QuickClock } from './pod-kill/quick-clock.ts';

const signal = (): AbortSignal => new AbortController().signal;

async function flagOff() {
  const [cluster, clock] = [new FakeCluster(), new QuickClock()];
  cluster.put(configMaps, 'shop', { metadata: { name: 'flags' }, data: { flag: 'on' } });
  const kind = defineClusterFault(flagFault);
  const injector = await kind.load({ ...ports, ...nowhere, contexts: { fake: fakeAddress }, kubernetes: cluster, clock });
  const spec = kind.schema.parse({ namespace: 'shop', name: 'flags' });
  const { undo } = await injector.prepare(spec, { run: 'abc', n: 1 }, signal());
  await injector.apply(spec, undo, signal());
  const left = () => ({
    flag: cluster.all(configMaps, 'shop').find(({ metadata }) => metadata.name === 'flags')?.['data'],
    ours: [...cluster.all(configMaps, 'shop'), ...cluster.all(leases, 'shop')].filter(({ metadata }) => metadata.name !== 'flags').length,
  });
  return { cluster, left, restore: (until = signal()) => injector.restore(undo, until), clock };
}

const passing = ['unreachable', 'timeout', 'server', 'too many', 'conflict'] as const;

test.for(passing)('an API server that answers "%s" for a while is asked again, at whichever step of the restore', async (code) => {
  const calls = await callsOf();
  for (let step = 0; step < calls; step += 1) {
    const { cluster, left, restore } = await flagOff();
    let [asked, failed] = [0, 0];
    cluster.before = () => {
      if (asked++ < step || failed >= 3) return;
      failed += 1;
      throw new ClusterError(code, 'not now');
    };
    expect(await restore(), `step ${step}`).toEqual({ kind: 'restored' });
    expect(left()).toEqual({ flag: { flag: 'on' }, ours: 0 });
  }
});

async function callsOf(): Promise<number> {
  const { cluster, restore } = await flagOff();
  let calls = 0;
  cluster.before = () => void (calls += 1);
  await restore();
  expect(calls).toBeGreaterThan(3);
  return calls;
}

test.for(passing)('one that answers "%s" until the time is up leaves the fault, with what it said and the command', async (code) => {
  const { cluster, left, restore, clock } = await flagOff();
  cluster.before = () => {
    throw new ClusterError(code, 'not now');
  };
  using deadline = clock.deadline(ms(10_000));
  expect(await restore(deadline.signal)).toEqual({
    kind: 'left',
    left: [{ target: 'configmap/flags', why: 'not now', command: expect.stringContaining('kubectl -n shop patch configmap flags') }],
  });
  expect(left()).toEqual({ flag: { flag: 'off' }, ours: 2 });
});

test('one that says no is not asked again', async () => {
  const { cluster, left, restore } = await flagOff();
  let calls = 0;
  cluster.before = (verb) => {
    if (verb !== 'patch') return;
    calls += 1;
    throw new ClusterError('denied', 'may not patch configmaps');
  };
  await expect(restore()).rejects.toThrow('may not patch configmaps');
  expect([calls, left()]).toEqual([1, { flag: { flag: 'off' }, ours: 2 }]);
});

test.for([...passing, 'denied'] as const)('a record that cannot be removed (%s) keeps no fault in, and is left to sweep', async (code) => {
  const { cluster, left, restore, clock } = await flagOff();
  cluster.before = (verb, path) => {
    if (verb === 'delete' && path.endsWith('/fd-abc-1')) throw new ClusterError(code, 'not now');
  };
  const began = clock.now();
  expect(await restore()).toEqual({ kind: 'restored', note: 'its record in the cluster could not be removed (not now): firedrill sweep does' });
  expect(clock.now() - began).toBeLessThanOrEqual(5500);
  expect(left()).toEqual({ flag: { flag: 'on' }, ours: 2 });
});
