/** An embedded proxy that outlives the drills of one test file, as a team's own would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import type { Proxy } from './drill.ts';
import { firedrill, until } from './programs.ts';

export interface RunningProxy extends Proxy, AsyncDisposable {
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Starts one; on `port` where it has to come back to an address. */
export async function startProxy(port?: number): Promise<RunningProxy> {
  const listen = `127.0.0.1:${port ?? (await freePort())}`;
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const cli = firedrill({ cwd: folder, state: join(folder, 's') }, 'proxy', '--listen', listen);
  const api = `http://${listen}`;
  await until(
    `${api} answers`,
    () =>
      fetch(`${api}/version`).then(
        ({ ok }) => ok,
        () => false,
      ),
    20_000,
  );
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    cli.child.kill(signal);
    await cli.ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { api, kill: () => end('SIGKILL'), [Symbol.asyncDispose]: () => end('SIGTERM') };
}
