import { accessSync, constants } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Listening, ProcessIdentity, ProcessStat, ProcessTable } from '../ports/processes.ts';
import { cgroupFiles } from './cgroups.ts';
import { isExecutable, startDetached } from './detached.ts';
import { procFiles, type ProcFiles } from './proc-files.ts';
import { parseBootTime, parseListeners, parseOwner, parseStat, parseStrings, parseVariable } from './proc-text.ts';

type Kill = (pid: number, signal: string | number) => void;

const systemKill: Kill = (pid, signal) => void process.kill(pid, signal);
const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on

/** The processes of this machine, through /proc. */
export function createProcesses(files: ProcFiles = procFiles, kill: Kill = systemKill): ProcessTable {
  const text = (pid: number, name: string): Promise<string | undefined> => files.text(`/proc/${pid}/${name}`);
  return {
    platform: process.platform,
    self: process.pid,
    user: process.geteuid?.() ?? -1,
    node: process.execPath,
    pids: async () => (await files.names('/proc')).filter((name) => /^\d+$/.test(name)).map(Number),
    // At once, unlike the next two, which wait for the memory map of a process that may hang.
    stat: async (pid) => living(files.textNow(`/proc/${pid}/stat`)),
    argv: async (pid) => parseStrings((await text(pid, 'cmdline')) ?? ''),
    variable: async (pid, name) => parseVariable((await text(pid, 'environ')) ?? '', name),
    owner: async (pid) => parseOwner((await text(pid, 'status')) ?? ''),
    pidFile: (path) => readPidFile(path, files),
    listening: (port) => listening(port, files),
    cgroup: async (pid) => {
      const found = cgroupFiles((await text(pid, 'cgroup')) ?? '', (await files.text('/proc/self/mountinfo')) ?? '');
      return { files: found, writable: found.length > 0 && found.every(isWritable) };
    },
    permits: (pid) => send(kill, pid, 0) === 'sent',
    signal: (target, signal) => (isSame(files, target) ? send(kill, target.pid, signal) : 'gone'),
    executable: isExecutable,
    spawnDetached: async (call) => {
      const pid = await startDetached(call);
      return { pid, startTime: parseStat(files.textNow(`/proc/${pid}/stat`) ?? '')?.startTime ?? 0 };
    },
  };
}

// Read and signalled without anything between: Linux hands a pid out again only after all the others.
function isSame(files: ProcFiles, target: ProcessIdentity): boolean {
  return living(files.textNow(`/proc/${target.pid}/stat`))?.startTime === target.startTime;
}

function living(text: string | undefined): ProcessStat | undefined {
  const stat = parseStat(text ?? '');
  return stat === undefined || 'ZX'.includes(stat.state) ? undefined : stat;
}

function send(kill: Kill, pid: number, signal: string | number): 'sent' | 'gone' | 'forbidden' {
  try {
    kill(pid, signal);
    return 'sent';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return 'forbidden';
    throw error;
  }
}

async function listening(port: number, files: ProcFiles): Promise<Listening> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => files.text(path)));
  const sockets = new Set(tables.flatMap((table) => parseListeners(table ?? '', port)).map((inode) => `socket:[${inode}]`));
  const pids: number[] = [];
  if (sockets.size === 0) return { open: false, pids };
  for (const pid of await files.names('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const descriptors = await files.names(`/proc/${pid}/fd`);
    if (descriptors.some((descriptor) => sockets.has(files.linkNow(`/proc/${pid}/fd/${descriptor}`) ?? ''))) pids.push(Number(pid));
  }
  return { open: true, pids };
}

async function readPidFile(path: string, files: ProcFiles): Promise<{ pid: number; written: number } | undefined> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  const written = await stat(path).catch(() => undefined);
  const match = /^\s*(\d+)\s*$/.exec(content?.split('\n')[0] ?? '');
  const boot = parseBootTime((await files.text('/proc/stat')) ?? '');
  if (match === null || written === undefined || boot === undefined) return undefined;
  return { pid: Number(match[1]), written: (written.mtimeMs / 1000 - boot) * ticksPerSecond };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
