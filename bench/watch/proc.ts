/** What a process has used, read from outside, so that measuring costs it nothing. Linux only. Source: proc_pid_stat(5). */
import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export interface Usage {
  readonly pid: number;
  /** Monotonic, ms. */
  readonly at: number;
  /** User and system time, ms. */
  readonly cpu: number;
  /** Resident, MiB. */
  readonly resident: number;
}

/** Throws where the process is gone. */
export function usageOf(pid: number): Usage {
  const fields = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [user = Number.NaN, system = Number.NaN] = fields.slice(11, 13).map(Number);
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { pid, at: performance.now(), cpu: ((user + system) * 1000) / ticksPerSecond, resident: Number(kib) / 1024 };
}

/** The fields after the name, which may hold blanks and parentheses: the first is the state, the third of all. */
export const fieldsOf = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/** What a process has started itself. */
export function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** The share of one core between two readings of a process, in percent. */
export const coreBetween = (before: Usage, after: Usage): number => ((after.cpu - before.cpu) / (after.at - before.at)) * 100;
