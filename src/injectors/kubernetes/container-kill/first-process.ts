/** Whether the first process of a container ends on SIGTERM, read from /proc/1/status. Source: proc(5), signal(7), pid_namespaces(7). */

const term = 1n << 14n;

/**
 * A process that is the first of its namespace gets no signal that it does not handle: the kernel drops it. What it blocks waits for it
 * (an init process such as tini fetches it with sigtimedwait). `undefined` where it ends; otherwise why it does not.
 */
export function deafTo(status: string): string | undefined {
  if (mask(status, 'SigCgt') === undefined) return 'its /proc/1/status does not say which signals it handles';
  if ([mask(status, 'SigCgt'), mask(status, 'SigBlk')].some((set) => set !== undefined && (set & term) !== 0n)) return undefined;
  const ignores = ((mask(status, 'SigIgn') ?? 0n) & term) !== 0n;
  return `its first process ${ignores ? 'ignores' : 'does not handle'} SIGTERM${ignores ? '' : ', which the kernel then drops'}`;
}

function mask(status: string, name: string): bigint | undefined {
  const [, digits] = new RegExp(`^${name}:\\s*([0-9a-fA-F]+)$`, 'm').exec(status) ?? [];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}
