import { ms } from '../../../domain/units.ts';
import type { Applied, Observation, Refusal } from '../../../domain/plan.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import { injectionName } from '../../marked.ts';
import { candidates, drawOrRefuse, shareOf } from '../victims/choose.ts';
import { identify, stillThere } from '../victims/identity.ts';
import { resolveSelector, showSelector } from '../victims/selector.ts';
import { signalEach } from '../victims/signal-each.ts';
import { bringBack } from './bring-back.ts';
import type { KillSpec } from './schema.ts';
import { manual, markOf, readUndo, survey, type KillUndo, type Survey } from './survey.ts';

const patience = ms(10_000);
const poll = ms(20);

export function createKill(ports: InjectorPorts): Injector<KillSpec> {
  /** Seen to be gone and not reported yet: a supervisor may be quicker than the first look. */
  const seenGone = new Set<string>();
  return {
    preflight: (spec) => preflight(spec, ports),
    share: ({ selector, pick }) => shareOf(selector, pick, ports),
    prepare: async (spec, id) => {
      const { victims, others } = await drawOrRefuse(spec.selector, spec.pick, ports);
      const selector = resolveSelector(spec.selector, ports.folder);
      const undo: KillUndo = {
        injection: injectionName(id),
        signal: `SIG${spec.signal}`,
        selector,
        folder: ports.folder,
        victims: victims.map(identify),
        others: others.map(identify),
        back: spec.back.by === 'restart' ? { by: 'restart', argv: [...spec.back.argv], mark: await markOf(victims, ports.processes) } : spec.back,
      };
      return { targets: victims.map(({ pid }) => `pid ${pid}, ${showSelector(selector)}`), undo, manual: manual(undo) };
    },
    apply: async (_, json, signal) => {
      const undo = readUndo(json);
      const applied = await apply(undo, ports, signal);
      if (applied.kind === 'applied') seenGone.add(undo.injection);
      return applied;
    },
    observe: async (json) => {
      const undo = readUndo(json);
      return present(await survey(undo, ports.processes), seenGone.delete(undo.injection));
    },
    restore: (undo, signal) => bringBack(readUndo(undo), ports, signal),
  };
}

function present({ gone, fresh, alive }: Survey, first: boolean): Observation {
  if (gone === 0) return { presence: 'absent', hits: 0 };
  const back = fresh.length === 0 ? '' : `, back as pid ${fresh.map(({ pid }) => pid).join(', ')}`;
  const seen = { hits: gone, detail: `${gone} gone${back}` };
  if (first && alive.length === 0) return { presence: 'present', ...seen };
  if (fresh.length >= gone) return { presence: 'absent', ...seen };
  return { presence: alive.length > 0 || fresh.length > 0 ? 'partly' : 'present', ...seen };
}

async function preflight({ selector, pick, back }: KillSpec, ports: InjectorPorts): Promise<readonly Refusal[]> {
  const choice = await candidates(selector, pick, ports);
  if (choice.kind === 'refused') return [choice.refusal];
  if (back.by === 'supervisor') return [];
  const { processes, folder } = ports;
  const program = back.argv[0] ?? '';
  if (!(await processes.executable(program, folder))) {
    return [{ why: `${program}, which would start it again, cannot be run from ${folder}`, hint: 'Correct restart, or install the program.' }];
  }
  const owners = await Promise.all(choice.matches.map(({ pid }) => processes.owner(pid)));
  if (owners.every((owner) => owner === processes.user)) return [];
  return [
    {
      why: 'restart would bring the process back as another user than the one it runs as',
      hint: 'Run firedrill as that user, or let a supervisor do it (recovers: true).',
    },
  ];
}

/** Signals each victim, and waits until none of them is there. */
async function apply(undo: KillUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Applied> {
  signalEach(undo.victims, { act: 'kill', by: undo.signal }, ports.processes, signal);
  using deadline = ports.clock.deadline(patience, signal);
  while ((await stillThere(undo.victims, ports.processes)).length > 0) {
    if (deadline.signal.aborted) return { kind: 'unclear', why: `still there after ${undo.signal}` };
    await ports.clock.sleep(poll, deadline.signal);
  }
  return { kind: 'applied' };
}
