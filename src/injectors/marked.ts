/** What an injection started, found again by the mark in its environment: no pid has to be written down before there is one. */
import { injectionMark } from '../domain/marks.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { InjectionId } from '../ports/injector.ts';
import type { ProcessIdentity, ProcessStat, ProcessTable } from '../ports/processes.ts';

const poll = ms(50);

export function injectionName(id: InjectionId): string {
  return `fd-${id.run}-${id.n}`;
}

export async function everyProcess(table: ProcessTable): Promise<readonly ProcessStat[]> {
  const stats = await Promise.all((await table.pids()).map((pid) => table.stat(pid)));
  return stats.filter((stat) => stat !== undefined);
}

/** Every process that carries the mark, and, since programs may overwrite their environment, whatever shares a session with one that does. Never this one. */
export async function findMarked(table: ProcessTable, value: string, name: string = injectionMark): Promise<readonly ProcessIdentity[]> {
  const all = await everyProcess(table);
  const marks = await Promise.all(all.map(({ pid }) => table.variable(pid, name)));
  // Only a session whose leader is ours: into any other, a child of ours was merely put.
  const sessions = new Set(all.filter((one, index) => marks[index] === value && one.pid === one.session).map((one) => one.session));
  return all.filter((one, index) => one.pid !== table.self && (marks[index] === value || sessions.has(one.session)));
}

/** The command that ends, by hand, everything that carries the mark. */
export function endByHand(value: string): string {
  return `grep -lzxs '${injectionMark}=${value}' /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9`;
}

/**
 * Ends all of them: SIGTERM, and SIGKILL for what is still there after `grace` or when the signal aborts.
 * Returns what is left; nothing is, unless it may not be signalled or the kernel does not let go of it.
 */
export async function endMarked(table: ProcessTable, clock: Clock, value: string, grace: Ms, signal: AbortSignal): Promise<readonly ProcessIdentity[]> {
  using patience = clock.deadline(grace, signal);
  const asked = new Set<number>();
  for (;;) {
    const left = await findMarked(table, value);
    if (left.length === 0) return left;
    const kill = patience.signal.aborted || grace === 0;
    for (const one of left.filter(({ pid }) => kill || !asked.has(pid))) table.signal(one, kill ? 'SIGKILL' : 'SIGTERM');
    for (const { pid } of left) asked.add(pid);
    if (signal.aborted) return lastLook(table, clock, value);
    await clock.sleep(poll, signal);
  }
}

/** What SIGKILL has hit needs a moment to be gone. */
async function lastLook(table: ProcessTable, clock: Clock, value: string): Promise<readonly ProcessIdentity[]> {
  await clock.sleep(poll);
  return findMarked(table, value);
}
