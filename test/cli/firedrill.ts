/** The real program on plain Node, in a folder and with a state of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export const bin = join(import.meta.dirname, '../../bin/firedrill.js');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place extends AsyncDisposable {
  readonly path: string;
  write(name: string, text: string): Promise<void>;
  firedrill(...args: string[]): Promise<Ended>;
  /** With other ways to start it than the plain one. */
  node(nodeArgs: readonly string[], args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

export async function place(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'fd-cli-'));
  const node = (nodeArgs: readonly string[], args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    end(process.execPath, [...nodeArgs, bin, ...args], path, { XDG_STATE_HOME: join(path, 'state'), ...env });
  return {
    path,
    node,
    write: (name, text) => writeFile(join(path, name), text),
    firedrill: (...args) => node([], args),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

// One for all, or every start would compile everything again.
export const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/** Runs a program to its end with its standard input closed; none of the test runner's own variables reach it. */
export function end(program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, XDG_CACHE_HOME: cache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

export const flag = `apiVersion: firedrill/v1
kind: Experiment
name: flag
hypothesis: Orders go on while the flag is off.
slis:
  orders: { command: [node, -e, 'console.log(7)'], measure: number, unit: number }
steady-state:
  orders: { at-least: 1 }
faults:
  - name: off
    type: command
    inject: [touch, off]
    restore: [rm, -f, off]
    observe: [test, -e, off]
    for: 5s
expect:
  during:
    orders: { at-least: 1 }
abort:
  orders: { below: 1 }
`;
