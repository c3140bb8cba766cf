import { injectionMark } from '../../../domain/marks.ts';
import { ms } from '../../../domain/units.ts';
import type { Restored } from '../../../domain/plan.ts';
import { reason } from '../../../domain/reason.ts';
import type { InjectorPorts } from '../../../ports/injector.ts';
import { findMarked } from '../../marked.ts';
import { showSelector } from '../victims/selector.ts';
import { manual, survey, type KillUndo, type Survey } from './survey.ts';

/** Set in what restore starts, so that a second restore waits for it instead of starting another. */
const restartMark = 'FIREDRILL_RESTARTED';
const poll = ms(100);
const settling = { SIGKILL: ms(200), other: ms(3000) };

/** Waits for as many new processes that match as are gone, starting one where that is restore's own task. Ends when the signal does. */
export async function bringBack(undo: KillUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Restored> {
  let seen = await settled(undo, ports, signal);
  if (seen.gone === 0) return alive(undo);
  let started = false;
  while (seen.fresh.length < seen.gone) {
    if (signal.aborted) return left(undo, seen);
    if (undo.back.by === 'restart' && !started) {
      const failed = await startAgain(undo, undo.back, ports);
      if (failed !== undefined) return left(undo, seen, failed);
      started = true;
    }
    await ports.clock.sleep(poll, signal);
    seen = await survey(undo, ports.processes);
  }
  return { kind: 'restored', note: `back as pid ${seen.fresh.map(({ pid }) => pid).join(', ')}` };
}

/** A signal sent the moment before a halt may still be at work: what lives now may be gone in an instant. */
async function settled(undo: KillUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Survey> {
  using deadline = ports.clock.deadline(undo.signal === 'SIGKILL' ? settling.SIGKILL : settling.other, signal);
  for (;;) {
    const seen = await survey(undo, ports.processes);
    if (seen.alive.length === 0 || deadline.signal.aborted) return seen;
    await ports.clock.sleep(poll, deadline.signal);
  }
}

function alive(undo: KillUndo): Restored {
  if (undo.signal === 'SIGKILL') return { kind: 'restored', note: 'it was never killed' };
  return { kind: 'restored', note: `it was never killed, or outlived ${undo.signal}; should it end yet: ${manual(undo)}` };
}

async function startAgain(undo: KillUndo, back: { argv: readonly string[]; mark: string | null }, { processes }: InjectorPorts): Promise<string | undefined> {
  if ((await findMarked(processes, undo.injection, restartMark)).length > 0) return undefined;
  const env = { [restartMark]: undo.injection, ...(back.mark === null ? {} : { [injectionMark]: back.mark }) };
  try {
    await processes.spawnDetached({ argv: back.argv, cwd: undo.folder, env });
    return undefined;
  } catch (error) {
    return `it cannot be started again: ${reason(error)}`;
  }
}

function left(undo: KillUndo, { gone, fresh }: Survey, why?: string): Restored {
  const awaited = undo.back.by === 'restart' ? 'it was started again and does not match yet' : 'its supervisor has not brought it back: start it by hand';
  const target = `the process ${showSelector(undo.selector)}`;
  return { kind: 'left', left: [{ target, why: why ?? `${gone} killed, ${fresh.length} back; ${awaited}`, command: manual(undo) }] };
}
