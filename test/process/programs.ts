/** The real command line, run with plain node, and what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const bin = fileURLToPath(new URL('../../bin/firedrill.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Cli {
  readonly child: ChildProcess;
  /** Lines of standard output so far, and each as it comes. */
  readonly lines: string[];
  onLine: (line: string) => void;
  /** What it has said to standard error so far. */
  said(): string;
  /** Resolves when it and everything that shares its output has ended. */
  readonly ended: Promise<Ended>;
}

export interface Where {
  readonly cwd: string;
  readonly state: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts firedrill in a folder, with a state directory of its own, so that nothing of this machine's runs is seen. */
export function firedrill({ cwd, state, env: more }: Where, ...args: readonly string[]): Cli {
  // Compiled code is shared with every other start: seventy drills need not compile it seventy times.
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const env = { PATH: process.env['PATH'], HOME: state, XDG_CACHE_HOME: cache, XDG_STATE_HOME: state, NO_COLOR: '1', CI: '1', ...more };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return follow(child);
}

function follow(child: ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream }): Cli {
  const lines: string[] = [];
  let err = '';
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out: lines.join('\n'), err }));
  });
  const cli: Cli = { child, lines, onLine: () => undefined, said: () => err, ended };
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    cli.onLine(line);
  });
  return cli;
}

/** Waits until it is so, looking often; throws with what was waited for. */
export async function until(what: string, so: () => boolean | Promise<boolean>, within: number): Promise<void> {
  const end = performance.now() + within;
  while (!(await so())) {
    if (performance.now() > end) throw new Error(`Waited ${within / 1000} s in vain: ${what}`);
    await sleep(50);
  }
}
