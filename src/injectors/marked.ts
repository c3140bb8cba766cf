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
  const carriers = all.filter((_, index) => marks[index] === value);
  // A session whose leader lives without the mark is somebody else's, into which one of ours was merely started by hand.
  const strangers = new Set(all.filter((one, index) => one.pid === one.session && marks[index] !== value).map((one) => one.session));
  const sessions = new Set(carriers.map((one) => one.session).filter((session) => session !== 0 && !strangers.has(session)));
  return all.filter((one, index) => one.pid !== table.self && (marks[index] === value || sessions.has(one.session)));
}

/** The command that ends, by hand, every session in which something carries the mark. */
export function endByHand(value: string): string {
  return `grep -lzxs '${injectionMark}=${value}' /proc/[0-9]*/environ | cut -d/ -f3 | xargs -rn1 ps -o sid= -p | sort -u | xargs -rn1 pkill -9 -s`;
}

/**
 * Ends all of them: SIGTERM, and SIGKILL for what is still there after `grace` (ms) or when the signal aborts.
 * Returns what is left; nothing is, unless it may not be signalled or the kernel does not let go of it.
 */
export async function endMarked(table: ProcessTable, clock: Clock, value: string, grace: Ms, signal: AbortSignal): Promise<readonly ProcessIdentity[]> {
  using patience = clock.deadline(grace, signal);
  const asked = new Map<number, ProcessIdentity>();
  for (;;) {
    const left = await leftOf(table, value, asked);
    if (left.length === 0) return left;
    const kill = grace === 0 || patience.signal.aborted;
    for (const one of left.filter(({ pid }) => kill || !asked.has(pid))) table.signal(one, kill ? 'SIGKILL' : 'SIGTERM');
    for (const one of left) asked.set(one.pid, one);
    await clock.sleep(poll, kill ? undefined : patience.signal);
    if (kill && signal.aborted) return await leftOf(table, value, asked);
  }
}

/** What is found now, and what was found before and has, with the end of its leader, lost what it was known by. */
async function leftOf(table: ProcessTable, value: string, asked: ReadonlyMap<number, ProcessIdentity>): Promise<readonly ProcessIdentity[]> {
  const found = await findMarked(table, value);
  const stats = await Promise.all([...asked.keys()].map((pid) => table.stat(pid)));
  const alive = stats.filter((stat) => stat !== undefined && asked.get(stat.pid)?.startTime === stat.startTime).filter((stat) => stat !== undefined);
  return [...found, ...alive.filter(({ pid }) => !found.some((one) => one.pid === pid))];
}
