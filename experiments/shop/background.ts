/** A shop in the background: one pid file says who it is, one log what it says. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Layout } from './layout.ts';

const pidFile = ({ folder }: Layout): string => join(folder, 'shop.pid');

/** The running shop's pid; `undefined` where there is none, or where that pid is another program by now. */
export function running(layout: Layout): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile(layout), 'utf8'));
    process.kill(pid, 0);
    return commandOf(pid).includes('shop/main.ts') ? pid : undefined;
  } catch {
    return undefined;
  }
}

// Without /proc (not Linux) the pid file is all there is to go by.
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return process.platform === 'linux' ? '' : 'shop/main.ts';
  }
}

/** Says that this process is the shop; disposing takes that back. */
export function claim(layout: Layout): Disposable {
  mkdirSync(layout.folder, { recursive: true });
  writeFileSync(pidFile(layout), `${process.pid}\n`);
  return { [Symbol.dispose]: () => rmSync(pidFile(layout), { force: true }) };
}

/** Starts the shop as a process of its own; settles when it is ready, and rejects with its log when it is not. */
export async function detach(layout: Layout, args: readonly string[]): Promise<number> {
  mkdirSync(layout.folder, { recursive: true });
  const log = join(layout.folder, 'shop.log');
  const out = openSync(log, 'w', 0o600);
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { detached: true, stdio: ['ignore', out, out, 'ipc'] });
  closeSync(out);
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error(`Cannot start the shop: it ended again. It said:\n${readFileSync(log, 'utf8')}`)));
  });
  child.disconnect();
  child.unref();
  return child.pid ?? 0;
}

/** Ends the running shop and waits until it is gone; whether there was one. */
export async function stop(layout: Layout): Promise<boolean> {
  const pid = running(layout);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  while (running(layout) === pid) await sleep(50);
  return true;
}
