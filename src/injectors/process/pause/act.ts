import { z } from 'zod';
import { ms } from '../../../domain/units.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Applied, Observation, Refusal, Restored } from '../../../domain/plan.ts';
import { refuseIf } from '../../../domain/refused.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import type { ProcessStat } from '../../../ports/processes.ts';
import { candidates, drawOrRefuse, shareOf } from '../victims/choose.ts';
import { identify, identity, stillThere } from '../victims/identity.ts';
import { resolveSelector, showSelector } from '../victims/selector.ts';
import { signalEach } from '../victims/signal-each.ts';
import type { PauseSpec } from './schema.ts';

const undo = z.strictObject({ victims: z.array(identity) });
type PauseUndo = z.infer<typeof undo>;

const poll = ms(20);
const patience = ms(2000);
/** T: stopped by a signal; t: by a tracer. */
const stopped = ({ state }: ProcessStat): boolean => state === 'T' || state === 't';

export function createPause(ports: InjectorPorts): Injector<PauseSpec> {
  const read = (json: JsonObject): PauseUndo => undo.parse(json);
  return {
    preflight: (spec) => preflight(spec, ports),
    share: ({ selector, pick }) => shareOf(selector, pick, ports),
    prepare: async ({ selector, pick }) => {
      const { victims } = await drawOrRefuse(selector, pick, ports);
      refuseIf(haltedAlready(victims));
      const shown = showSelector(resolveSelector(selector, ports.folder));
      return { targets: victims.map(({ pid }) => `pid ${pid}, ${shown}`), undo: { victims: victims.map(identify) }, manual: byHand(victims) };
    },
    apply: (_, json, signal) => apply(read(json), ports, signal),
    observe: (json) => observe(read(json), ports),
    restore: (json, signal) => restore(read(json), ports, signal),
  };
}

async function preflight({ selector, pick }: PauseSpec, ports: InjectorPorts): Promise<readonly Refusal[]> {
  const choice = await candidates(selector, pick, ports);
  if (choice.kind === 'refused') return [choice.refusal];
  return haltedAlready(choice.matches);
}

/** Continued at the end, it would run although somebody else had stopped it. */
function haltedAlready(processes: readonly ProcessStat[]): readonly Refusal[] {
  return processes
    .filter(stopped)
    .map(({ pid }) => ({ why: `pid ${pid} is stopped already, by somebody else or by a debugger`, hint: `Continue it first: kill -CONT ${pid}` }));
}

async function apply({ victims }: PauseUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Applied> {
  signalEach(victims, { act: 'pause', by: 'SIGSTOP' }, ports.processes, signal);
  const running = await waitWhile(victims, (one) => !stopped(one), ports, signal);
  return running.length === 0 ? { kind: 'applied' } : { kind: 'unclear', why: `pid ${running[0]?.pid} does not stand still yet` };
}

async function observe({ victims }: PauseUndo, ports: InjectorPorts): Promise<Observation> {
  const alive = await stillThere(victims, ports.processes);
  const halted = alive.filter(stopped);
  if (alive.length === 0) return { presence: 'absent', detail: 'the process is gone' };
  if (halted.length === 0) return { presence: 'absent' };
  return { presence: halted.length === victims.length ? 'present' : 'partly', hits: halted.length };
}

/** Continues also what does not look stopped: a SIGSTOP sent the moment before a halt may still be on its way, and SIGCONT takes that back too. */
async function restore({ victims }: PauseUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Restored> {
  const sent = victims.map((victim) => ports.processes.signal(victim, 'SIGCONT'));
  const halted = await waitWhile(victims, stopped, ports, signal);
  if (halted.length > 0) {
    const why = (pid: number): string => (ports.processes.permits(pid) ? 'still stopped after SIGCONT' : 'stopped, and this user may not signal it');
    return { kind: 'left', left: halted.map(({ pid }) => ({ target: `pid ${pid}`, why: why(pid), command: `kill -CONT ${pid}` })) };
  }
  const gone = victims.filter((_, index) => sent[index] === 'gone');
  return gone.length === 0 ? { kind: 'restored' } : { kind: 'restored', note: `pid ${gone.map(({ pid }) => pid).join(', ')} had ended: nothing to continue` };
}

/** Those for which it is still true after a moment. */
async function waitWhile(
  victims: PauseUndo['victims'],
  still: (one: ProcessStat) => boolean,
  ports: InjectorPorts,
  signal: AbortSignal,
): Promise<readonly ProcessStat[]> {
  using deadline = ports.clock.deadline(patience, signal);
  for (;;) {
    const found = (await stillThere(victims, ports.processes)).filter(still);
    if (found.length === 0 || deadline.signal.aborted) return found;
    await ports.clock.sleep(poll, deadline.signal);
  }
}

function byHand(victims: readonly ProcessStat[]): string {
  return `kill -CONT ${victims.map(({ pid }) => pid).join(' ')}`;
}
