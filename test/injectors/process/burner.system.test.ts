import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { systemClock } from '../../../src/platform/clock.ts';

const program = fileURLToPath(new URL('../../../src/injectors/process/stress/burner.ts', import.meta.url));
let folder: string;
let lease: string;
let burner: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-burner-'));
  lease = join(folder, 'lease');
  await writeFile(lease, 'burn\n');
});
afterEach(async () => {
  burner?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function burn(role: string, ttl: number, ...cgroups: string[]): Promise<{ ended: Promise<number>; child: ChildProcess }> {
  const child = spawn(process.execPath, [program, role, String(4 * 1024 ** 2), lease, String(ttl), ...cgroups], { stdio: ['ignore', 'pipe', 'ignore'] });
  burner = child;
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  return { ended, child };
}

describe.each(['cpu', 'memory'])('a %s burner', (role) => {
  test('ends by itself when nobody renews its lease', async () => {
    const { ended } = await burn(role, 600);
    expect(await ended).toBe(0);
  });

  test('burns on while its lease is renewed, whatever the wall clock', async () => {
    const { ended, child } = await burn(role, 900);
    for (let renewals = 0; renewals < 8; renewals += 1) {
      await systemClock.sleep(ms(200));
      await writeFile(lease, 'burn\n', { flag: 'r+' });
    }
    expect(child.exitCode).toBeNull();
    expect(await ended).toBe(0);
  });

  test('ends at once when its lease is taken away', async () => {
    const { ended } = await burn(role, 60_000);
    await rm(lease);
    expect(await ended).toBe(0);
  });

  test('enters the cgroups before it burns, and does not burn where it cannot', async () => {
    const procs = join(folder, 'cgroup.procs');
    await burn(role, 600, procs);
    expect(await readFile(procs, 'utf8')).toBe('0');
    const { ended } = await burn(role, 600, join(folder, 'absent', 'cgroup.procs'));
    expect(await ended).toBe(1);
  });
});
