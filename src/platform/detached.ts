import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { injectionMark, ownMark } from '../domain/marks.ts';
import type { DetachedCall } from '../ports/processes.ts';

/** Starts a program in a session of its own: no Ctrl-C of our terminal and no end of ours reaches it. Returns its pid. */
export async function startDetached(call: DetachedCall): Promise<number> {
  const [program = '', ...args] = call.argv;
  using out = output(call.stdout);
  using err = output(call.stderr);
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: call.cwd,
    env: { ...unmarked(), ...call.env },
    detached: true,
    stdio: ['ignore', out.stdio, err.stdio],
  });
  await new Promise<void>((started, failed) => {
    child.once('spawn', started);
    child.once('error', failed);
  });
  child.unref();
  if (child.pid === undefined) throw new Error(`Cannot start ${program}: the system gave it no pid. Try again.`);
  return child.pid;
}

/** A mark says whose injection a process is; what we start for someone else must not carry ours. */
function unmarked(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== injectionMark && name !== ownMark));
}

function output(path: string | undefined): Disposable & { readonly stdio: number | 'ignore' } {
  if (path === undefined) return { stdio: 'ignore', [Symbol.dispose]: () => undefined };
  const descriptor = openSync(path, 'a', 0o600);
  return { stdio: descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
}

/** Whether a program can be started from a folder: a path counts from there, a bare name is looked for in PATH. */
export async function isExecutable(program: string, cwd: string): Promise<boolean> {
  if (program === 'node') return true;
  const places = program.includes('/') ? [resolve(cwd, program)] : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  const found = await Promise.all(
    places.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
