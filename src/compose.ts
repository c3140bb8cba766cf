/** The composition root: which adapter stands behind which port. */
import { writeFile } from 'node:fs/promises';
import { requireFolder, requireShort, serveControl } from './control/server.ts';
import type { HaltReason } from './domain/events.ts';
import { isOwn } from './domain/undo.ts';
import type { SlotId } from './domain/memory/step.ts';
import type { JsonObject } from './domain/json.ts';
import type { World } from './engine/world.ts';
import { addressIn, clusterUndo } from './injectors/kubernetes/undo.ts';
import { rehearse } from './injectors/rehearsal.ts';
import { seeded } from './domain/random.ts';
import { systemClock } from './platform/clock.ts';
import { systemExec } from './platform/exec.ts';
import { createGuardians } from './platform/guardian.ts';
import { bin, socketOf, stateFolder } from './platform/places.ts';
import { program } from './platform/program.ts';
import { freshSeed } from './platform/random.ts';
import type { Sink } from './ports/sink.ts';
import { openLoad } from './probes/load/load.ts';
import { followLoad, type LoadJob } from './probes/load/told/follow.ts';
import { probeKinds } from './probes/index.ts';
import { createRecords, nameLength } from './record/folder.ts';
import { createToolbox, type Toolbox } from './toolbox.ts';
import { version } from './version.ts';

export interface WorldOptions {
  /** Folder under which `.firedrill/runs` lies. */
  readonly base: string;
  readonly seed: number;
  readonly rehearsal: boolean;
  /** Whether the run asks a cluster. */
  readonly cluster: boolean;
  readonly slot: SlotId | undefined;
  readonly sinks: readonly Sink[];
  readonly crashed: AbortSignal;
}

/** Everything a run needs of the outside; dispose it after the last run. */
export async function createWorld({ base, seed, rehearsal, cluster, slot, sinks, crashed }: WorldOptions): Promise<World & AsyncDisposable> {
  // Before there is a record: the guardian's path is the longer of the two, and every run's name is as long.
  requireShort(socketOf('x'.repeat(nameLength), 'guardian'));
  requireFolder(stateFolder());
  const random = seeded(seed);
  const toolbox = createToolbox(random);
  // Before there is a guardian, which would take a runner that is busy with importing for one that is blocked.
  if (cluster) await toolbox.kubernetes.load();
  const self = await toolbox.identify(toolbox.processes.self);
  return {
    ...toolbox,
    clock: systemClock,
    // Chance of its own: a seed that is used again must not name two runs alike, nor lose its first numbers to a name.
    records: createRecords(base, seeded(freshSeed())),
    guardians: createGuardians([toolbox.processes.node, bin, 'guardian'], (run, folder, limit) => ({
      run,
      folder,
      limit,
      socket: socketOf(run, 'guardian'),
      runner: self,
    })),
    sinks,
    crashed,
    ...(slot === undefined ? {} : { slot }),
    self,
    versions: { firedrill: version, node: program.version },
    env: program.env,
    injector: async (type, ports) => {
      const injector = await toolbox.injector(type, ports);
      return rehearsal && !isOwn({ type }) ? rehearse(injector) : injector;
    },
    openProbe: openerWith(toolbox),
    openLoad: (spec, job) =>
      job === undefined ? openLoad(spec, { clock: systemClock }) : followLoad(jobIn(job), { clock: systemClock, kubernetes: toolbox.kubernetes }),
    listen: (run, halt) =>
      serveControl(socketOf(run, 'runner'), { run, by: 'runner', halt: (by, why) => halt.because({ kind: 'operator', by, why } satisfies HaltReason) }),
    proxyCommand: (listen, config) => ['node', bin, 'proxy', '--listen', listen, '--config', config],
    writeFile: (path, text) => writeFile(path, text, { mode: 0o600 }),
  };
}

function openerWith({ http, kubernetes }: Toolbox): World['openProbe'] {
  return async ({ probe, spec, name, unit, every }, ports) => {
    const kind = probeKinds.find((one) => one.kind === probe);
    if (kind === undefined) throw new Error(`no probe ${probe} is known to this firedrill`);
    const open = await kind.load();
    return open(spec, { name, unit, every }, { ...ports, clock: systemClock, http, exec: systemExec, kubernetes });
  };
}

function jobIn(undo: JsonObject): LoadJob {
  const read = clusterUndo.parse(undo);
  return { address: addressIn(read), namespace: read.namespace, name: read.injection };
}
