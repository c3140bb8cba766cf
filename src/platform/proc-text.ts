/** What the files of /proc say; pure, so that any text can be tried. Source: proc(5). */
import type { ProcessStat } from '../ports/processes.ts';

const kernelThreadFlag = 0x0020_0000; // PF_KTHREAD
const listenState = '0A'; // TCP_LISTEN

/** `/proc/<pid>/stat`. The name in parentheses is the program's to choose, so it may hold spaces and parentheses: only the last one ends it. */
export function parseStat(text: string): ProcessStat | undefined {
  const end = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(end + 2).split(' ');
  const [state, ppid, , session] = fields;
  const [flags, startTime] = [Number(fields[6]), Number(fields[19])];
  if (end < 0 || state === undefined || !Number.isInteger(startTime) || !Number.isInteger(pid)) return undefined;
  return { pid, ppid: Number(ppid), session: Number(session), state, startTime, kernelThread: (flags & kernelThreadFlag) !== 0 };
}

/** Strings that end in NUL; programs that rewrite their title leave many at the end. */
export function parseStrings(text: string): readonly string[] {
  const trimmed = text.replace(/\0+$/, '');
  return trimmed === '' ? [] : trimmed.split('\0');
}

export function parseVariable(text: string, name: string): string | undefined {
  return parseStrings(text)
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** Inodes of the sockets that listen on a port, in `/proc/net/tcp` or `tcp6`. */
export function parseListeners(text: string, port: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const listens = state === listenState && inode !== undefined && Number.parseInt(local?.split(':')[1] ?? '', 16) === port;
    return listens ? [inode] : [];
  });
}

/** The effective user in `/proc/<pid>/status`. */
export function parseOwner(text: string): number | undefined {
  const match = /^Uid:\t\d+\t(\d+)/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** When the machine started, seconds since 1970, in `/proc/stat`. */
export function parseBootTime(text: string): number | undefined {
  const match = /^btime (\d+)$/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}
