/** A fake cluster with flags that runs of other machines have switched off, and what restores them from here. */
import { configMaps, leases } from '../../src/domain/kubernetes/surroundings.ts';
import { defineClusterFault } from '../../src/injectors/kubernetes/define-cluster-fault.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { sweepCluster } from '../../src/cli/sweep-cluster.ts';
import type { ClusterPlaces } from '../../src/cli/cluster-places.ts';
import type { Swept } from '../../src/cli/swept.ts';
import type { InjectorPorts } from '../../src/ports/injector.ts';
import { FakeClock } from '../fakes/clock.ts';
import { flagFault } from '../fakes/cluster-fault.ts';
import { fakeAddress, FakeCluster } from '../fakes/cluster.ts';
import { nowhere } from '../fakes/nowhere.ts';
import { ports } from '../injectors/programs.ts';

const kind = defineClusterFault(flagFault);
const signal = (): AbortSignal => new AbortController().signal;

export function lab(more: Pick<InjectorPorts, 'budget'> = {}) {
  const [cluster, clock] = [new FakeCluster(), new FakeClock()];
  const world: InjectorPorts = { ...ports, ...nowhere, contexts: { fake: fakeAddress }, kubernetes: cluster, clock, ...more };
  const restorer = createRestorer({
    clock,
    env: () => undefined,
    refuses: async () => false,
    injector: async (type) => (type === kind.type ? kind.load(world) : Promise.reject(new Error(`no injector ${type} is known to this firedrill`))),
  });
  const map = (name: string, namespace = 'shop') => cluster.all(configMaps, namespace).find(({ metadata }) => metadata.name === name);
  return {
    cluster,
    clock,
    /** A flag that is on, and what a run did to it. */
    async off(run: string, n: number, name: string, namespace = 'shop'): Promise<void> {
      cluster.put(configMaps, namespace, { metadata: { name }, data: { flag: 'on' } });
      const injector = await kind.load(world);
      const spec = kind.schema.parse({ namespace, name });
      const { undo } = await injector.prepare(spec, { run, n }, signal());
      await injector.apply(spec, undo, signal());
    },
    flag: (name: string, namespace?: string): unknown => map(name, namespace)?.['data'],
    records: (): readonly string[] => cluster.all(configMaps).flatMap(({ metadata }) => (metadata.name.startsWith('fd-') ? [metadata.name] : [])),
    turns: (): readonly unknown[] => cluster.all(leases).map((lease) => (lease['spec'] as { holderIdentity?: unknown }).holderIdentity),
    /** Changes a record as it stands, by hand. */
    spoil(name: string, change: object): void {
      const [path, found] = [...cluster.objects].find(([, one]) => one.metadata.name === name) ?? [];
      if (path === undefined || found === undefined) throw new Error(`no ${name}`);
      cluster.objects.set(path, { ...found, ...change });
    },
    sweep: (more: { readonly run?: string; readonly places?: Partial<ClusterPlaces>; readonly dead?: readonly string[] } = {}): Promise<Swept> => {
      const places: ClusterPlaces = { address: fakeAddress, movedFrom: [], namespaces: ['shop'], within: () => true, ...more.places };
      return sweepCluster(places, more.run, { cluster, clock, restorer, dead: (run) => more.dead?.includes(run) ?? false });
    },
  };
}
