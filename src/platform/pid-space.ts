import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Where the pids of this process mean something: one boot of one machine, one pid namespace of it; two containers may share a host name. The host name stands
 * before it, for people. Source: random(4) for boot_id, pid_namespaces(7). Off Linux the host name has to do.
 */
export function pidSpace(hostname: string): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
    return `${hostname}/${boot}/${namespace}`;
  } catch {
    return hostname;
  }
}
