import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeDeadSockets } from '../../src/cli/dead-sockets.ts';

const folder = mkdtempSync(join(tmpdir(), 'fd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A socket whose owner is killed, or stopped, once it listens. */
async function owned(name: string, signal: NodeJS.Signals): Promise<() => void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(join(folder, name))}, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill(signal);
  if (signal === 'SIGKILL') await once(child, 'close');
  return () => void child.kill('SIGKILL');
}

test('sockets at which nobody listens are removed; those of whoever lives, is stopped, or is no socket stay', async () => {
  await owned('dead01.sock', 'SIGKILL');
  await owned('dead01.guardian.sock', 'SIGKILL');
  const end = await owned('stopped.sock', 'SIGSTOP');
  const server = createServer().listen(join(folder, 'alive1.sock'));
  await once(server, 'listening');
  writeFileSync(join(folder, 'file.sock'), '');
  writeFileSync(join(folder, 'state.db'), '');
  try {
    await removeDeadSockets(folder);
    expect(readdirSync(folder).toSorted()).toEqual(['alive1.sock', 'file.sock', 'state.db', 'stopped.sock']);
  } finally {
    end();
    server.close();
  }
});

test('a folder that is not there is not made', async () => {
  const none = join(folder, 'none');
  await removeDeadSockets(none);
  expect(existsSync(none)).toBe(false);
});
