/** Machines: namespaces held by one process. Powered on and off, and programs started in them. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { within } from './wait.ts';

export interface Machine {
  readonly name: string;
  readonly folder: string;
  /** Its PID 1, as the outside counts. */
  readonly init: number;
}

/** Powers one on; its files below `folder` stay from the last time. */
export async function boot(folder: string, name: string): Promise<Machine> {
  mkdirSync(join(folder, name, 'log'), { recursive: true });
  rmSync(join(folder, name, 'init'), { force: true });
  const log = openSync(join(folder, name, 'log', 'machine.log'), 'a');
  const script = fileURLToPath(new URL('machine.sh', import.meta.url));
  const own = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child'];
  const child = spawn('unshare', [...own, 'bash', script, folder, name], { cwd: '/', detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  await within(10_000, `machine ${name} to boot (${folder}/${name}/log/machine.log)`, () => existsSync(join(folder, name, 'init')));
  const machine = machineOf(folder, name);
  if (machine === undefined) throw new Error(`Cannot boot ${name}: it ended again. ${folder}/${name}/log/machine.log says why.`);
  return machine;
}

/** The machine, if it is on: the pid file names its PID 1 and when that started, so a pid used again is not it. */
export function machineOf(folder: string, name: string): Machine | undefined {
  try {
    const [pid = '', began] = readFileSync(join(folder, name, 'init'), 'utf8')
      .trim()
      .split(' ');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    return stat[21] === began && stat[2] !== 'Z' ? { name, folder: join(folder, name), init: Number(pid) } : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts the power: everything in it is killed at once, nothing is asked. Settles when it is gone. */
export async function cutPower(folder: string, name: string): Promise<void> {
  const machine = machineOf(folder, name);
  if (machine === undefined) return;
  process.kill(machine.init, 'SIGKILL');
  await within(20_000, `machine ${name} to be gone`, () => machineOf(folder, name) === undefined);
  rmSync(join(folder, name, 'init'), { force: true });
}

const enter = ({ init }: Machine, namespaces: readonly string[]): string[] => ['--target', String(init), ...namespaces];

/** Starts a program that stays; what it says goes to its log in the machine's folder. */
export function start(machine: Machine, name: string, argv: readonly string[]): void {
  const log = openSync(join(machine.folder, 'log', `${name}.log`), 'a');
  const all = enter(machine, ['--net', '--mount', '--pid', '--uts', '--ipc', '--wd=/']);
  spawn('nsenter', [...all, ...argv], { detached: true, stdio: ['ignore', log, log] }).unref();
  closeSync(log);
}

/** Runs a program with this machine's network and the outside's files; rejects with its words when it fails. */
export async function onNetworkOf(machine: Machine, argv: readonly string[], input = ''): Promise<string> {
  const { stdout } = await execa('nsenter', [...enter(machine, ['--net']), ...argv], { input });
  return stdout;
}
