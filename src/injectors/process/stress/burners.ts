/** Starting burners, and their lease. */
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { injectionMark } from '../../../domain/marks.ts';
import { ms } from '../../../domain/units.ts';
import type { InjectorPorts } from '../../../ports/injector.ts';
import type { ProcessIdentity } from '../../../ports/processes.ts';
import { stillThere } from '../victims/identity.ts';
import { ttl } from './schema.ts';
import type { StressUndo } from './undo.ts';

// The build rewrites the endings of imports, but not of this.
const program = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './burner.ts' : './burner.js', import.meta.url));
const poll = ms(50);
const patience = ms(10_000);

const leaseOf = ({ folder }: StressUndo): string => join(folder, 'lease');

/** Makes the lease, which must not be there yet: a folder that somebody else made is not ours to trust. */
export async function grantLease(undo: StressUndo): Promise<void> {
  await mkdir(undo.folder, { mode: 0o700 });
  await writeFile(leaseOf(undo), 'burn\n', { mode: 0o600, flag: 'wx' });
}

/** Writes to the lease; never makes it anew, since its absence is the end. */
export async function renewLease(undo: StressUndo): Promise<void> {
  await using lease = await open(leaseOf(undo), 'r+');
  await lease.write('burn\n', 0);
}

/** Starts one burner and waits until it burns; throws, with what it said, where it does not. */
export async function startBurner(undo: StressUndo, role: 'cpu' | 'memory', index: number, ports: InjectorPorts, signal: AbortSignal): Promise<void> {
  const { processes, clock } = ports;
  const output = join(undo.folder, `${role}-${index}.log`);
  const argv = [processes.node, program, role, String(undo.memory), leaseOf(undo), String(ttl), ...undo.cgroups];
  const burner = await processes.spawnDetached({ argv, cwd: undo.folder, env: { [injectionMark]: undo.injection }, stdout: output, stderr: output });
  using deadline = clock.deadline(patience, signal);
  for (;;) {
    const said = await readFile(output, 'utf8').catch(() => '');
    if (said.includes('burning')) return;
    if (await isGone(burner, ports))
      throw new Error(`Cannot burn ${role}: ${lastWords(said)}. Lower the stress, or let firedrill run as the user of the process.`);
    deadline.signal.throwIfAborted();
    await clock.sleep(poll, deadline.signal);
  }
}

async function isGone(burner: ProcessIdentity, { processes }: InjectorPorts): Promise<boolean> {
  return (await stillThere([burner], processes)).length === 0;
}

/** Node prints the error's own line somewhere above the stack. */
function lastWords(output: string): string {
  return output.split('\n').find((line) => /Error\b.*:/.test(line)) ?? 'the burner ended at once';
}
