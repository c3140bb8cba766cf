import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { injectionMark } from '../../src/domain/marks.ts';
import type { ProcFiles } from '../../src/platform/proc-files.ts';
import { createProcesses } from '../../src/platform/processes.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ms } from '../../src/domain/units.ts';

const table = createProcesses();

function machineWith(stat: () => string | undefined): { files: ProcFiles; killed: unknown[]; kill: (pid: number, signal: string | number) => void } {
  const killed: unknown[] = [];
  const files: ProcFiles = { text: async () => undefined, textNow: stat, names: async () => [], linkNow: () => undefined };
  return { files, killed, kill: (pid, signal) => void killed.push([pid, signal]) };
}
const stat = (startTime: number, state = 'S'): string => `42 (app) ${state} 1 42 42 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 ${startTime} 1000 200`;

describe('a signal', () => {
  test('goes to the process whose start time is still the same', () => {
    const { files, kill, killed } = machineWith(() => stat(987));
    expect(createProcesses(files, kill).signal({ pid: 42, startTime: 987 }, 'SIGKILL')).toBe('sent');
    expect(killed).toEqual([[42, 'SIGKILL']]);
  });

  test('leaves alone a pid that was recycled, a zombie and nobody', () => {
    for (const found of [stat(988), stat(987, 'Z'), undefined]) {
      const { files, kill, killed } = machineWith(() => found);
      expect(createProcesses(files, kill).signal({ pid: 42, startTime: 987 }, 'SIGKILL')).toBe('gone');
      expect(killed).toEqual([]);
    }
  });

  test('that is not allowed, or comes too late, is told apart from one that was sent', () => {
    const failing = (code: string) =>
      createProcesses(machineWith(() => stat(987)).files, () => {
        throw Object.assign(new Error(code), { code });
      });
    expect(failing('EPERM').signal({ pid: 42, startTime: 987 }, 'SIGKILL')).toBe('forbidden');
    expect(failing('EPERM').permits(42)).toBe(false);
    expect(failing('ESRCH').signal({ pid: 42, startTime: 987 }, 'SIGKILL')).toBe('gone');
    expect(() => failing('EINVAL').signal({ pid: 42, startTime: 987 }, 'SIGKILL')).toThrow('EINVAL');
  });
});

describe('the processes of this machine', () => {
  test('include this one', async () => {
    expect(await table.pids()).toContain(process.pid);
    expect(await table.stat(process.pid)).toMatchObject({ pid: process.pid, ppid: process.ppid, kernelThread: false });
    expect(await table.owner(process.pid)).toBe(process.geteuid?.());
    expect(table.permits(process.pid)).toBe(true);
  });

  test('are found by the port they listen on', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await table.listening(port)).toEqual({ open: true, pids: [process.pid] });
    await new Promise((resolve) => server.close(resolve));
    expect(await table.listening(port)).toEqual({ open: false, pids: [] });
  });

  test('are named by pid files, whose age is told in the clock of start times', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fd-pid-'));
    const file = join(folder, 'app.pid');
    await writeFile(file, `${process.pid}\n`);
    const started = (await table.stat(process.pid))?.startTime ?? 0;
    const named = await table.pidFile(file);
    expect(named?.pid).toBe(process.pid);
    expect(named?.written).toBeGreaterThan(started - 150);
    await utimes(file, 1, 1);
    expect((await table.pidFile(file))?.written).toBeLessThan(0);
    await writeFile(file, 'none\n');
    expect(await table.pidFile(file)).toBeUndefined();
    expect(await table.pidFile(join(folder, 'absent'))).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  test('no longer include one that ended and nobody waited for', async () => {
    // A shell that stops after starting `true` never reaps it.
    const parent = spawn('sh', ['-c', 'true & echo $!; kill -STOP $$'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))));
    for (let tries = 0; tries < 100 && (await table.stat(pid)) !== undefined; tries += 1) await systemClock.sleep(ms(20));
    expect(await table.stat(pid)).toBeUndefined();
    parent.kill('SIGKILL');
  });
});

describe('a detached program', () => {
  test('has a session of its own, the given marks alone, and its output in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fd-detached-'));
    const out = join(folder, 'out.log');
    process.env[injectionMark] = 'fd-somebody-1';
    const started = await table.spawnDetached({ argv: ['sh', '-c', 'echo hello; exec sleep 20'], cwd: folder, env: { FD_TEST: 'yes' }, stdout: out });
    delete process.env[injectionMark];
    try {
      expect(await table.stat(started.pid)).toMatchObject({ startTime: started.startTime, session: started.pid });
      await expect.poll(() => readFile(out, 'utf8')).toBe('hello\n');
      // In the instant of an exec a process has no environment that could be read.
      await expect.poll(() => table.variable(started.pid, 'FD_TEST')).toBe('yes');
      expect(await table.variable(started.pid, injectionMark)).toBeUndefined();
    } finally {
      table.signal(started, 'SIGKILL');
      await rm(folder, { recursive: true });
    }
  });

  test('that is none is an error, and is known before', async () => {
    expect(await table.executable('no-such-program', '/')).toBe(false);
    expect(await table.executable('./sh', '/bin')).toBe(true);
    expect(await table.executable('sh', '/')).toBe(true);
    await expect(table.spawnDetached({ argv: ['no-such-program'], cwd: '/', env: {} })).rejects.toThrow('ENOENT');
  });
});
