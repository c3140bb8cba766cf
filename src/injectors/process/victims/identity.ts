import { z } from 'zod';
import type { ProcessIdentity, ProcessStat, ProcessTable } from '../../../ports/processes.ts';

/** A process as the undo record holds it: no command line, for that may carry a password. */
export const identity = z.strictObject({ pid: z.number().int(), startTime: z.number() });

export function identify({ pid, startTime }: ProcessIdentity): { pid: number; startTime: number } {
  return { pid, startTime };
}

export function same(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startTime === other.startTime;
}

/** What of them still runs; one whose pid went to another process does not. */
export async function stillThere(processes: readonly ProcessIdentity[], table: ProcessTable): Promise<readonly ProcessStat[]> {
  const stats = await Promise.all(processes.map(({ pid }) => table.stat(pid)));
  return stats.filter((stat, index) => stat?.startTime === processes[index]?.startTime).filter((stat) => stat !== undefined);
}
