/** The programs under measure: started as anyone would start them, each in a folder of its own, none left behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = join(root, 'bin', 'firedrill.js');

export interface Place extends Disposable {
  readonly folder: string;
  /** A state folder of its own, so that the bench meets no other run; its path is short, because a Unix socket's ends at 108 bytes. */
  readonly env: NodeJS.ProcessEnv;
}

/** A folder that is gone when disposed. */
export function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'fdb-'));
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 's'), XDG_CACHE_HOME: join(folder, 'c'), NO_COLOR: '1' };
  return { folder, env, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface Call {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Asked to end after this many ms, and killed 15 s later. */
  readonly timeout: number;
}

export interface Ended {
  readonly code: number | undefined;
  /** The last of what it said on both streams. */
  readonly said: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const kept = 4000;

/** Starts a program; SIGTERM when `signal` aborts, so that a run restores before it ends. */
export function start({ argv: [program = '', ...args], cwd, env, timeout }: Call, signal: AbortSignal): Started {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-kept)));
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const timers = [setTimeout(stop, timeout), setTimeout(() => child.kill('SIGKILL'), timeout + 15_000)];
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  child.once('error', reject);
  child.once('close', (code) => resolve({ code: code ?? undefined, said }));
  const ended = promise.finally(() => {
    signal.removeEventListener('abort', stop);
    timers.forEach(clearTimeout);
  });
  return { child, ended };
}

export const run = (call: Call, signal: AbortSignal): Promise<Ended> => start(call, signal).ended;
