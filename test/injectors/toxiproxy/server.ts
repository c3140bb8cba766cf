/** A real Toxiproxy server on a free port of loopback. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../ports.ts';
import type { ProxyServer } from './real.ts';

export async function startToxiproxy(program: string, port?: number): Promise<ProxyServer & { readonly port: number }> {
  const own = port ?? (await freePort());
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(own)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const api = `http://127.0.0.1:${own}`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(`${api}/version`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await sleep(25);
  }
  return {
    kind: 'toxiproxy',
    api,
    port: own,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
