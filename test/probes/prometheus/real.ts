/** A real Prometheus on a free loopback port, with its data in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../ports.ts';

export interface RealPrometheus extends AsyncDisposable {
  /** Host and port. */
  readonly host: string;
  readonly folder: string;
}

interface Wanted {
  /** Scraped once a second, where given. */
  readonly target?: string;
  readonly args?: readonly string[];
  /** Files beside the configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function startPrometheus(program: string, wanted: Wanted): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'firedrill-prometheus-'));
  const jobs = wanted.target === undefined ? '[]' : `[{ job_name: shop, static_configs: [{ targets: ['${wanted.target}'] }] }]`;
  const files = { 'prometheus.yml': `{ global: { scrape_interval: 1s }, scrape_configs: ${jobs} }`, ...wanted.files };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  const host = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${host}`, ...(wanted.args ?? [])];
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(child.stderr);
  child.stderr.resume();
  return {
    host,
    folder,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Reads its log until it serves; throws with the log where it ends before, or has not after 20 s. */
async function listening(log: AsyncIterable<Buffer>): Promise<void> {
  let text = '';
  const timeout = pause(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`Prometheus does not start: ${text}`)));
  const ready = (async () => {
    const lines = log[Symbol.asyncIterator]();
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      text += String(next.value);
      if (text.includes('Server is ready to receive web requests')) return;
    }
    throw new Error(`Prometheus ended: ${text}`);
  })();
  await Promise.race([ready, timeout]);
}
