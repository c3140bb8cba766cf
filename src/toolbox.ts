/** What every process of ours needs to take things back: the runner, its guardian, `firedrill restore`. */
import { injectorKinds, internalKinds } from './injectors/index.ts';
import { systemClock } from './platform/clock.ts';
import { systemExec } from './platform/exec.ts';
import { createHttp } from './platform/http.ts';
import { stateFolder } from './platform/places.ts';
import { createProcesses } from './platform/processes.ts';
import { program } from './platform/program.ts';
import type { Http } from './ports/http.ts';
import type { Injector, InjectorKind, InjectorPorts } from './ports/injector.ts';
import type { ProcessIdentity, ProcessTable } from './ports/processes.ts';
import type { Random } from './ports/random.ts';
import type { Restorer } from './ports/record.ts';
import type { State } from './ports/state.ts';
import { createRestorer } from './record/restore.ts';
import { openStateIfPossible } from './record/tolerant-state.ts';

export interface Toolbox extends AsyncDisposable {
  readonly http: Http;
  readonly processes: ProcessTable;
  readonly state: State;
  readonly restorer: Restorer;
  kind(type: string): InjectorKind | undefined;
  readonly injector: (type: string, ports: Pick<InjectorPorts, 'proxies' | 'folder' | 'for'>) => Promise<Injector>;
  readonly identify: (pid: number) => Promise<ProcessIdentity>;
  readonly alive: (process: ProcessIdentity) => Promise<boolean>;
}

/** Chance without a seed of its own, where nothing is chosen. */
const noChance: Random = { seed: 0, next: () => 0 };

export function createToolbox(random: Random = noChance): Toolbox {
  const http = createHttp();
  const processes = createProcesses();
  const state = openStateIfPossible(stateFolder());
  const kind = (type: string): InjectorKind | undefined => [...injectorKinds, ...internalKinds].find((one) => one.type === type);
  const injector = async (type: string, ports: Pick<InjectorPorts, 'proxies' | 'folder' | 'for'>): Promise<Injector> => {
    const found = kind(type);
    if (found === undefined) throw new Error(`no injector ${type} is known to this firedrill`);
    return found.load({ ...ports, clock: systemClock, http, exec: systemExec, random, processes, env: program.env });
  };
  return {
    http,
    processes,
    state,
    kind,
    injector,
    restorer: createRestorer({ clock: systemClock, env: program.env, injector: (type) => injector(type, { proxies: {}, folder: program.cwd() }) }),
    identify: async (pid) => ({ pid, startTime: (await processes.stat(pid))?.startTime ?? 0 }),
    alive: ({ pid, startTime }) => isAlive(processes, pid, startTime),
    async [Symbol.asyncDispose]() {
      state[Symbol.dispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}

/** Off Linux there is no start time, and a pid that answers has to do. */
async function isAlive(processes: ProcessTable, pid: number, startTime: number): Promise<boolean> {
  if (processes.platform !== 'linux') return processes.permits(pid);
  return (await processes.stat(pid))?.startTime === startTime;
}
