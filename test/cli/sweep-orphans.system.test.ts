import { expect, test, vi } from 'vitest';
import { sweepCluster } from '../../src/cli/sweep-cluster.ts';
import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';
import { configMaps } from '../../src/domain/kubernetes/surroundings.ts';
import { config } from '../../src/injectors/kubernetes/config/kind.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { portsFor } from '../injectors/kubernetes/edit/stage.ts';
import { freshNamespace, realCluster } from '../kubernetes/real.ts';

vi.setConfig({ testTimeout: 60_000 });

const address = realCluster();
const signal = (): AbortSignal => new AbortController().signal;
/** Two minutes from now. */
const later = { ...systemClock, wall: () => new Date(Date.now() + 120_000).toISOString() };

test.skipIf(address === undefined)('on a real cluster, a prior value whose removal was denied at its restore is swept', async () => {
  if (address === undefined) return;
  await using stage = await freshNamespace(address);
  const { cluster, namespace } = stage;
  await cluster.create(configMaps, namespace, { metadata: { name: 'flags' }, data: { checkout_v2: 'on' } }, signal());
  const denied: Cluster = {
    ...cluster,
    remove: async (resource, at, when, stop) => {
      if (at.name.endsWith('-prior')) throw new ClusterError('denied', 'may not delete configmaps');
      return cluster.remove(resource, at, when, stop);
    },
  };
  const injector = await config.load(portsFor({ connect: async () => denied }, address, systemClock));
  const spec = config.schema.parse({ namespace, 'config-map': 'flags', key: 'checkout_v2', value: 'off' });
  const { undo } = await injector.prepare(spec, { run: 'orphan', n: 1 }, signal());
  await injector.apply(spec, undo, signal());
  const sweep = async () => {
    const restorer = createRestorer({ clock: systemClock, env: () => undefined, refuses: async () => false, injector: async () => injector });
    const places = { address, movedFrom: [], namespaces: [namespace], within: () => true };
    return sweepCluster(places, undefined, { cluster, clock: later, restorer, dead: () => false });
  };
  const maps = async () =>
    (await cluster.list(configMaps, { namespace }, signal())).map(({ metadata: { name } }) => name).filter((name) => name !== 'kube-root-ca.crt');
  const note = 'configmap/fd-orphan-1-prior could not be removed (may not delete configmaps): firedrill sweep does';
  expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored', note });
  expect((await maps()).toSorted()).toEqual(['fd-orphan-1-prior', 'flags']);
  expect(await sweep()).toMatchObject({ restored: [], left: [], orphans: [{ run: 'orphan', namespace, name: 'fd-orphan-1-prior' }] });
  expect(await maps()).toEqual(['flags']);
  expect(await cluster.get(configMaps, { namespace, name: 'flags' }, signal())).toMatchObject({ data: { checkout_v2: 'on' } });
});
