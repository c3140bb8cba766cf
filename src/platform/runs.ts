import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { eventIn, type Event } from '../domain/events.ts';
import type { SlotId } from '../domain/memory/step.ts';
import type { ProgramRun } from '../domain/program/next.ts';
import type { ProcessEnd, Runs } from '../ports/runs.ts';

/** Runs by the command line `firedrill run`, each a process in a session of its own: a Ctrl-C at the terminal reaches the scheduler alone, which passes it on. */
export function createRuns(bin: string, cwd: string, recordedEnd: Runs['recordedEnd']): Runs {
  return {
    recordedEnd,
    async start(run, slot, hear) {
      // Its standard input is the lifeline: the kernel closes it, however this process ends.
      const child = spawn(process.execPath, [bin, ...runArguments(run, slot)], { cwd, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
      const ended = endOf(child, hear);
      await new Promise<void>((started, failed) => child.once('spawn', started).once('error', failed));
      return { ended, halt: (signal) => void child.kill(signal) };
    },
  };
}

/** The command line of one run, as an argument array; `--yes` answers go / no-go, never a prerequisite. */
function runArguments({ file, vars, seed }: ProgramRun, slot: SlotId): readonly string[] {
  const set = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`]);
  const { schedule, job, slot: due } = slot;
  return ['run', file, '--json', '--yes', '--seed', String(seed), ...set, '--scheduled', JSON.stringify({ schedule, job, slot: due })];
}

function endOf(child: ChildProcess, hear: (event: Event) => void): Promise<ProcessEnd> {
  // It may be gone before it has been told; that is said by its exit.
  child.stdin?.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  lines.on('line', (line) => {
    const event = eventIn(line); // a run that was killed may leave half a line
    if (event !== undefined) hear(event);
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve({ kind: 'killed', signal: 'not started' }));
    child.once('close', (code, signal) => resolve(code === null ? { kind: 'killed', signal: signal ?? 'a signal' } : { kind: 'exited', code }));
  });
}
