import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ownMark } from '../domain/marks.ts';
import { beatEvery, type GuardianOrder, type ToGuardian } from '../domain/beat.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Guardian, Guardians } from '../ports/guardian.ts';

const readyWithin = 10_000;
const goodbyeWithin = 3000;

/** Starts guardians by a command line that is given their order as its last argument. */
export function createGuardians(command: readonly string[], orderFor: (run: string, folder: string, limit: Ms) => GuardianOrder): Guardians {
  return {
    async start({ run, folder, limit }) {
      // A run begins where its guardian is called: from here its time counts.
      const began = performance.now();
      const [program = process.execPath, ...args] = command;
      // A session of its own: a Ctrl-C at the terminal, or the terminal's end, must not reach it.
      const order = orderFor(run, folder, limit);
      const child = spawn(program, [...args, JSON.stringify(order)], {
        detached: true,
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, [ownMark]: run },
      });
      await ready(child).catch((error: unknown) => {
        // It has been told nothing yet; alive, it would finish this run when we go.
        child.kill('SIGKILL');
        throw error;
      });
      return follow(child, order.socket, began);
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the guardian was not ready within ${readyWithin / 1000} s`)), readyWithin);
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.once('line', () => {
      clearTimeout(late);
      resolve();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the guardian ended at its start (${signal ?? code})`)));
  });
}

function follow(child: ChildProcess, socket: string, began: number): Guardian {
  const lost = new AbortController();
  let leaving = false;
  const lose = (why: string): void => {
    if (!leaving) lost.abort(why);
  };
  child.on('exit', (code, signal) => lose(`it ended by itself (${signal ?? `exit ${code}`})`));
  child.stdin?.on('error', (error) => lose(error.message));
  const say = (message: ToGuardian): void => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  const beat = (): void => say({ kind: 'beat', at: ms(performance.now() - began) });
  const beating = setInterval(beat, beatEvery);
  beat();
  return {
    pid: child.pid ?? 0,
    lost: lost.signal,
    undo: (line) => say({ kind: 'undo', line }),
    armed: () => say({ kind: 'armed' }),
    restoring: () => say({ kind: 'restoring' }),
    async dismiss() {
      leaving = true;
      clearInterval(beating);
      say({ kind: 'goodbye' });
      child.stdin?.end();
      // One that was killed leaves its socket behind; one that is still there may be restoring, and listens.
      if (await ended(child)) await rm(socket, { force: true });
    },
  };
}

/** Whether it has left; one that does not in time is let go, never killed: it may be restoring. */
function ended(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(true);
    const late = setTimeout(() => {
      child.unref();
      resolve(false);
    }, goodbyeWithin);
    child.once('exit', () => {
      clearTimeout(late);
      resolve(true);
    });
  });
}
