import { describe, expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemExec } from '../../src/platform/exec.ts';
import { createProcesses } from '../../src/platform/processes.ts';

const run = (argv: readonly string[], timeout = 10_000, signal?: AbortSignal) =>
  systemExec.run({ argv, cwd: '/', timeout: ms(timeout), ...(signal === undefined ? {} : { signal }) });

describe('a program that is run', () => {
  test('answers how it ended, and what it said', async () => {
    expect(await run(['sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({ end: 'exited', code: 3, stdout: 'out', stderr: 'err' });
    expect(await run(['node', '-p', 'process.execPath'])).toMatchObject({ code: 0, stdout: process.execPath });
  });

  test('is no shell', async () => {
    expect(await run(['echo', '$HOME; exit 1'])).toMatchObject({ code: 0, stdout: '$HOME; exit 1' });
  });

  test('that is none is a value, not an error', async () => {
    expect((await run(['no-such-program'])).end).toBe('not started');
    expect(await run(['sh', '-c', 'kill -9 $$'])).toMatchObject({ end: 'signalled', why: 'SIGKILL' });
  });

  test('ends with its time and with its signal, and everything it started with it', async () => {
    const stopping = new AbortController();
    const timed = run(['sh', '-c', 'sleep 30 & echo $!; wait'], 100);
    const cancelled = run(['sleep', '30'], 10_000, stopping.signal);
    stopping.abort();
    expect((await cancelled).end).toBe('cancelled');
    const { end, stdout } = await timed;
    expect(end).toBe('timed out');
    const table = createProcesses();
    for (let tries = 0; tries < 100 && (await table.stat(Number(stdout))) !== undefined; tries += 1) await systemClock.sleep(ms(20));
    expect(await table.stat(Number(stdout))).toBeUndefined();
  });

  test('that runs out of time takes with it also what does not listen', async () => {
    const { end, stdout } = await run(['sh', '-c', 'sh -c "trap : TERM; while :; do sleep 0.1; done" & echo $!; wait'], 200);
    expect(end).toBe('timed out');
    await expect.poll(() => createProcesses().stat(Number(stdout)), { timeout: 3000 }).toBeUndefined();
  });

  test('that says more than is kept ends by itself, and its first words are kept', async () => {
    const { end, code, stdout } = await run(['node', '-e', 'process.stdout.write("x".repeat(300_000) + "end", () => process.exit(3))']);
    expect([end, code, stdout]).toEqual(['exited', 3, 'x'.repeat(64 * 1024)]);
  });

  test('that leaves a daemon behind has ended, and the daemon lives', async () => {
    const began = systemClock.now();
    const { end, code, stdout } = await run(['sh', '-c', 'sleep 30 & echo $!'], 5000);
    const daemon = Number(stdout);
    try {
      expect([end, code]).toEqual(['exited', 0]);
      expect(systemClock.now() - began).toBeLessThan(3000);
      expect(await createProcesses().stat(daemon)).toBeDefined();
    } finally {
      process.kill(daemon, 'SIGKILL');
    }
  });

  test('has a process group of its own: a Ctrl-C at our terminal does not reach it', async () => {
    const { stdout } = await run(['sh', '-c', 'echo $$; cut -d" " -f5 /proc/$$/stat']);
    const [pid, group] = stdout.split('\n');
    expect(group).toBe(pid);
  });
});
