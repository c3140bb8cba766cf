import { everyProcess } from '../../marked.ts';
import type { ProcessStat, ProcessTable } from '../../../ports/processes.ts';
import { matchesCommand } from './command-line.ts';
import type { Selector } from './selector.ts';

export interface Found {
  readonly matches: readonly ProcessStat[];
  /** Why there is none. */
  readonly why: string;
}

/** Half a second of clock ticks and the second to which the kernel rounds its boot time. */
const slack = 150;

/** The living processes that a resolved selector means; only looks. */
export async function find(selector: Selector, table: ProcessTable): Promise<Found> {
  switch (selector.by) {
    case 'pid-file':
      return findByPidFile(selector.path, table);
    case 'port':
      return findByPort(selector.port, table);
    case 'command':
      return findByCommand(selector.command, table);
  }
}

async function findByPidFile(path: string, table: ProcessTable): Promise<Found> {
  const file = await table.pidFile(path);
  if (file === undefined) return { matches: [], why: `${path} cannot be read or holds no pid` };
  const stat = await table.stat(file.pid);
  if (stat === undefined) return { matches: [], why: `${path} names pid ${file.pid}, which does not run` };
  // A file that outlived its process names whoever got the pid next.
  if (stat.startTime > file.written + slack) return { matches: [], why: `${path} is older than pid ${file.pid}, which is therefore another process` };
  return { matches: [stat], why: '' };
}

async function findByPort(port: number, table: ProcessTable): Promise<Found> {
  const { open, pids } = await table.listening(port);
  const why = open ? `the process that listens on port ${port} is not visible to this user` : `nothing listens on TCP port ${port}`;
  return { matches: await alive(pids, table), why };
}

async function findByCommand(pattern: readonly string[], table: ProcessTable): Promise<Found> {
  const all = await everyProcess(table);
  const lines = await Promise.all(all.map(({ pid }) => table.argv(pid)));
  return { matches: all.filter((_, index) => matchesCommand(pattern, lines[index] ?? [])), why: `no process runs "${pattern.join(' ')}"` };
}

async function alive(pids: readonly number[], table: ProcessTable): Promise<readonly ProcessStat[]> {
  const stats = await Promise.all(pids.map((pid) => table.stat(pid)));
  return stats.filter((stat) => stat !== undefined);
}
