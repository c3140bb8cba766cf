/** What every process of ours needs to take things back: the runner, its guardian, `firedrill restore`. */
import { injectorKinds, internalKinds } from './injectors/index.ts';
import { systemClock } from './platform/clock.ts';
import { systemExec } from './platform/exec.ts';
import { createHttp } from './platform/http.ts';
import { stateFolder } from './platform/places.ts';
import { createProcesses } from './platform/processes.ts';
import { program } from './platform/program.ts';
import { refuses } from './platform/refuses.ts';
import { clustersWhenAsked, type ClustersWhenAsked } from './kubernetes/when-asked.ts';
import type { Cluster, Clusters } from './ports/cluster.ts';
import type { Http } from './ports/http.ts';
import type { Injector, InjectorKind, PlanContext } from './ports/injector.ts';
import type { ProcessIdentity, ProcessTable } from './ports/processes.ts';
import type { Random } from './ports/random.ts';
import type { Restorer } from './ports/record.ts';
import type { State } from './ports/state.ts';
import { createRestorer } from './record/restore.ts';
import { openStateIfPossible } from './record/tolerant-state.ts';

export interface Toolbox extends AsyncDisposable {
  readonly http: Http;
  readonly processes: ProcessTable;
  readonly kubernetes: ClustersWhenAsked;
  readonly state: State;
  readonly restorer: Restorer;
  /** The same for records that were found in a cluster: whatever kubeconfig they name, this connection is used. */
  readonly restorerIn: (cluster: Cluster) => Restorer;
  kind(type: string): InjectorKind | undefined;
  readonly injector: (type: string, context: PlanContext) => Promise<Injector>;
  /** Loads what takes back a fault of this type before its time budget runs: the client of a cluster alone may take seconds. Never throws; the restore says what is wrong. */
  readonly warm: (type: string) => Promise<void>;
  readonly identify: (pid: number) => Promise<ProcessIdentity>;
  readonly alive: (process: ProcessIdentity) => Promise<boolean>;
}

/** Chance without a seed of its own, where nothing is chosen. */
const noChance: Random = { seed: 0, next: () => 0 };

/** Restoring needs no config: an undo says where it was. */
const nowhere: PlanContext = { proxies: {}, contexts: {}, production: false, optIn: false, folder: program.cwd() };

export function createToolbox(random: Random = noChance): Toolbox {
  const http = createHttp();
  const processes = createProcesses();
  const kubernetes = clustersWhenAsked(systemClock, program.env);
  const state = openStateIfPossible(stateFolder());
  const kind = (type: string): InjectorKind | undefined => [...injectorKinds, ...internalKinds].find((one) => one.type === type);
  const injector = async (type: string, context: PlanContext, clusters: Clusters = kubernetes): Promise<Injector> => {
    const found = kind(type);
    if (found === undefined) throw new Error(`no injector ${type} is known to this firedrill`);
    return found.load({ ...context, clock: systemClock, http, exec: systemExec, random, processes, kubernetes: clusters, env: program.env });
  };
  const restorer = (clusters: Clusters): Restorer =>
    createRestorer({ clock: systemClock, env: program.env, refuses, injector: (type) => injector(type, nowhere, clusters) });
  return {
    http,
    processes,
    kubernetes,
    state,
    kind,
    injector: (type, context) => injector(type, context),
    restorer: restorer(kubernetes),
    restorerIn: (cluster) => restorer({ connect: async () => cluster }),
    warm: async (type) => {
      const client = type.startsWith('kubernetes.') ? kubernetes.load() : undefined;
      await Promise.allSettled([client, injector(type, nowhere)]);
    },
    identify: async (pid) => ({ pid, startTime: (await processes.stat(pid))?.startTime ?? 0 }),
    alive: ({ pid, startTime }) => isAlive(processes, pid, startTime),
    async [Symbol.asyncDispose]() {
      state[Symbol.dispose]();
      await kubernetes[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}

/** Off Linux there is no start time, and a pid that answers has to do. */
async function isAlive(processes: ProcessTable, pid: number, startTime: number): Promise<boolean> {
  if (processes.platform !== 'linux') return processes.permits(pid);
  return (await processes.stat(pid))?.startTime === startTime;
}
