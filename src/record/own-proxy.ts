import { orAbort } from '../domain/or-abort.ts';
import type { Restored } from '../domain/plan.ts';
import type { UndoEntry } from '../domain/undo.ts';
import { ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Injector } from '../ports/injector.ts';

export interface LookPorts {
  readonly clock: Clock;
  /** Whether nothing listens at an address: the connection is refused. No answer is no refusal. */
  refuses(url: string, signal: AbortSignal): Promise<boolean>;
  /** The injector of a recorded type; rejects where no such type is known here. */
  injector(type: string): Promise<Injector>;
}

const looking = ms(2000);

export const goneWithIt: Restored = { kind: 'restored', note: 'The proxy this run had started is gone, and its faults with it.' };

/**
 * Whether a fault was in the memory of a proxy that this run had started, and that is gone for good: none of its processes lives,
 * and its address refuses every connection. A proxy of anybody else may only be out of reach, and one that does not answer may hold it still.
 */
export async function goneWithOwnProxy(entry: UndoEntry, programs: readonly UndoEntry[], ports: LookPorts): Promise<boolean> {
  if (programs.length === 0) return false;
  using deadline = ports.clock.deadline(looking);
  return await orAbort(deadline.signal, () => isGone(entry, programs, ports, deadline.signal)).catch(() => false);
}

async function isGone(entry: UndoEntry, programs: readonly UndoEntry[], ports: LookPorts, signal: AbortSignal): Promise<boolean> {
  const api = (await ports.injector(entry.type)).livesIn?.(entry.undo);
  if (api === undefined) return false;
  const acting = await Promise.all(programs.map(async ({ type, undo }) => ({ undo, injector: await ports.injector(type) })));
  const own = acting.filter(({ undo, injector }) => injector.serves?.(undo) === api);
  const looks = await Promise.all(own.map(({ undo, injector }) => injector.observe(undo, signal)));
  return looks.length > 0 && looks.every(({ presence }) => presence === 'absent') && (await ports.refuses(api, signal));
}
