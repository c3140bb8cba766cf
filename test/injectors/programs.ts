/** Real programs as targets, and the ports by which an injector, here or in another process, reaches them. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { everyProcess } from '../../src/injectors/marked.ts';
import { applicationKind } from '../../src/injectors/application/kinds.ts';
import { commandKinds } from '../../src/injectors/command/kinds.ts';
import { processKinds } from '../../src/injectors/process/kinds.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemExec } from '../../src/platform/exec.ts';
import { createHttp } from '../../src/platform/http.ts';
import { createProcesses } from '../../src/platform/processes.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { InjectorKind, InjectorPorts } from '../../src/ports/injector.ts';
import type { ProcessStat } from '../../src/ports/processes.ts';
import { noClusters, nowhere } from '../fakes/nowhere.ts';

export const processes = createProcesses();

export const ports: InjectorPorts = {
  clock: systemClock,
  http: createHttp(),
  exec: systemExec,
  random: { seed: 1, next: () => 0 },
  processes,
  env: (name) => process.env[name],
  kubernetes: noClusters,
  ...nowhere,
  folder: tmpdir(),
};

const kinds: readonly InjectorKind[] = [...processKinds, ...commandKinds, applicationKind];

/** A kind by its type, in whose injections the run has another name: tests of several files share this machine. */
export function kindOf(type: string, run: string = `t${randomUUID().slice(0, 8)}`): InjectorKind {
  const found = kinds.find((kind) => kind.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return {
    ...found,
    load: async (given) => {
      const injector = await found.load(given);
      return { ...injector, prepare: (spec, id, signal) => injector.prepare(spec, { ...id, run }, signal) };
    },
  };
}

/** What `schema` makes of the keys of a file. */
export function specOf(type: string, written: unknown): JsonObject {
  return kindOf(type).schema.parse(written);
}

/** How another process finds the same injector. */
export function elsewhere(type: string, env: Record<string, string> = {}): { module: string; env: Record<string, string> } {
  return { module: new URL('./elsewhere.ts', import.meta.url).href, env: { ...env, TEST_KIND: type } };
}

const server = `const [port, mark] = process.argv.slice(1);
require('node:http').createServer((_, response) => response.end(mark)).listen(Number(port), '127.0.0.1', () => console.log('up'));`;

/** A small HTTP server, found again by the unique last argument of its command line. */
export function serverCommand(port: number, token: string): string[] {
  return [process.execPath, '-e', server, String(port), token];
}

export const newToken = (): string => `fd-test-${randomUUID()}`;

/** Starts a program and waits for its first line; returns its pid. */
export async function start(argv: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the target ended with ${code}`)));
  });
  child.unref();
  if (child.pid === undefined) throw new Error('no pid');
  return child.pid;
}

/** Every living process whose command line ends in the token. */
export async function withToken(token: string): Promise<readonly ProcessStat[]> {
  const all = await everyProcess(processes);
  const lines = await Promise.all(all.map(({ pid }) => processes.argv(pid)));
  return all.filter((_, index) => lines[index]?.at(-1) === token);
}

export async function endAll(token: string): Promise<void> {
  for (const one of await withToken(token)) processes.signal(one, 'SIGKILL');
}
