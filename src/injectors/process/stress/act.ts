import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Applied, Observation, Refusal, Restored } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import { shellLine } from '../../shell.ts';
import { endByHand, endMarked, findMarked, injectionName } from '../../marked.ts';
import { candidates, drawOrRefuse } from '../victims/choose.ts';
import { grantLease, renewLease, startBurner } from './burners.ts';
import { showBurners, type StressSpec } from './schema.ts';
import { burnersOf, readUndo, type StressUndo } from './undo.ts';

export function createStress(ports: InjectorPorts): Injector<StressSpec> {
  return {
    preflight: async ({ selector, pick }): Promise<readonly Refusal[]> => {
      const choice = await candidates(selector, pick, ports);
      return choice.kind === 'refused' ? [choice.refusal] : [];
    },
    prepare: async ({ selector, pick, cpu, memory }, id) => {
      const { victims } = await drawOrRefuse(selector, pick, ports);
      const pid = victims[0]?.pid ?? 0;
      const cgroup = await ports.processes.cgroup(pid);
      const injection = injectionName(id);
      const cgroups = cgroup.writable ? [...cgroup.files] : [];
      const undo: StressUndo = { injection, user: ports.processes.user, folder: join(tmpdir(), injection), cpu, memory, cgroups };
      return { targets: [`pid ${pid}, ${where(undo)}`], undo, manual: byHand(undo) };
    },
    apply: (_, undo, signal) => apply(readUndo(undo), ports, signal),
    observe: (undo) => observe(readUndo(undo), ports),
    renew: (undo) => renewLease(readUndo(undo)),
    restore: (undo, signal) => restore(readUndo(undo), ports, signal),
  };
}

function where({ cgroups }: StressUndo): string {
  return cgroups.length > 0 ? `in its cgroup (${cgroups.join(', ')})` : 'outside its cgroup, which cannot be written: the whole machine feels it';
}

async function apply(undo: StressUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Applied> {
  signal.throwIfAborted();
  await grantLease(undo);
  for (let index = 1; index <= undo.cpu; index += 1) await startBurner(undo, 'cpu', index, ports, signal);
  if (undo.memory > 0) await startBurner(undo, 'memory', 1, ports, signal);
  return { kind: 'applied', detail: where(undo) };
}

async function observe(undo: StressUndo, { processes }: InjectorPorts): Promise<Observation> {
  if (blind(undo, processes.user)) return { presence: 'unknown', detail: otherUser(undo) };
  const burning = (await findMarked(processes, undo.injection)).length;
  const wanted = burnersOf(undo);
  if (burning === 0) return { presence: 'absent' };
  return { presence: burning < wanted ? 'partly' : 'present', hits: burning, detail: `${showBurners(undo.cpu, undo.memory)}: ${burning} of ${wanted} burners` };
}

/** The lease goes first, so that what is just being started ends too. */
async function restore(undo: StressUndo, { processes, clock }: InjectorPorts, signal: AbortSignal): Promise<Restored> {
  const target = `burners of ${undo.injection}`;
  if (blind(undo, processes.user)) return { kind: 'left', left: [{ target, why: otherUser(undo), command: byHand(undo) }] };
  await rm(undo.folder, { recursive: true, force: true });
  const left = await endMarked(processes, clock, undo.injection, ms(0), signal);
  if (left.length === 0) return { kind: 'restored' };
  return { kind: 'left', left: [{ target, why: `pid ${left.map(({ pid }) => pid).join(', ')} is still there after SIGKILL`, command: byHand(undo) }] };
}

const blind = (undo: StressUndo, user: number): boolean => user !== 0 && user !== undo.user;

const otherUser = (undo: StressUndo): string => `the burners run as user ${undo.user}, whose processes this user cannot see into`;

function byHand({ folder, injection }: StressUndo): string {
  return `rm -rf ${shellLine([folder])}; ${endByHand(injection)}`;
}
