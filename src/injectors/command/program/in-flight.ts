/** An inject program that may still be at work: a runner that is killed leaves it running, and what it does would land after the restore. */
import { basename } from 'node:path';
import { injectionMark } from '../../../domain/marks.ts';
import { ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ProcessStat, ProcessTable } from '../../../ports/processes.ts';
import { everyProcess } from '../../marked.ts';

const poll = ms(20);
/** Time in which the kernel lets go of what was killed. */
const dying = ms(2000);

/**
 * Ends the program with all its children, and waits until they are gone; what it started for good, and left, is not touched.
 * Off Linux it does nothing: there a program cannot be told by its mark.
 */
export async function endInFlight(argv: readonly string[], injection: string, table: ProcessTable, clock: Clock, signal: AbortSignal): Promise<void> {
  if (table.platform !== 'linux') return;
  using deadline = clock.deadline(dying, signal);
  for (;;) {
    const found = await treesOf(argv, injection, table);
    if (found.length === 0) return;
    for (const one of found) table.signal(one, 'SIGKILL');
    if (deadline.signal.aborted) return;
    await clock.sleep(poll, deadline.signal);
  }
}

async function treesOf(argv: readonly string[], injection: string, table: ProcessTable): Promise<readonly ProcessStat[]> {
  const all = await everyProcess(table);
  const isRoot = async ({ pid }: ProcessStat): Promise<boolean> =>
    (await table.variable(pid, injectionMark)) === injection && runs(await table.argv(pid), argv);
  const roots = await Promise.all(all.map(isRoot));
  const tree = new Set(all.filter((one, index) => roots[index] === true && one.pid !== table.self).map(({ pid }) => pid));
  for (let before = -1; before !== tree.size;) {
    before = tree.size;
    for (const { pid, ppid } of all) if (tree.has(ppid)) tree.add(pid);
  }
  return all.filter(({ pid }) => tree.has(pid));
}

/** Whether a command line is this program's: what stands before it may be an interpreter, and its own path may have been looked up. */
function runs(line: readonly string[], [program = '', ...args]: readonly string[]): boolean {
  const tail = line.slice(line.length - args.length);
  if (line.length <= args.length || !tail.every((one, index) => one === args[index])) return false;
  return args.length > 0 || basename(line.at(-1) ?? '') === basename(program);
}
