import type { ProcessIdentity, ProcessTable } from '../../../ports/processes.ts';

/** Signals each victim in turn, to `kill` or to `pause` it. Throws at the first that is gone or may not be signalled; those before it are hit by then. */
export function signalEach(
  victims: readonly ProcessIdentity[],
  how: { readonly act: string; readonly by: string },
  table: ProcessTable,
  halted: AbortSignal,
): void {
  for (const victim of victims) {
    halted.throwIfAborted();
    const sent = table.signal(victim, how.by);
    if (sent === 'gone') throw new Error(`Cannot ${how.act} pid ${victim.pid}: it ended by itself since it was chosen. Look why, and run again.`);
    if (sent === 'forbidden') throw new Error(`Cannot ${how.act} pid ${victim.pid}: this user may not signal it. Run firedrill as its user.`);
  }
}
