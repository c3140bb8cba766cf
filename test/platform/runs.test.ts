import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { createRuns } from '../../src/platform/runs.ts';
import type { ProcessEnd, StartedRun } from '../../src/ports/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'fd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slot = { schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' };

/** Starts a program in the place of firedrill's own. */
async function started(program: string, vars: Readonly<Record<string, string>> = {}): Promise<{ readonly run: StartedRun; readonly heard: Event[] }> {
  const bin = join(folder, 'bin.mjs');
  writeFileSync(bin, program);
  const heard: Event[] = [];
  const runs = createRuns(bin, folder, async () => undefined);
  const run = await runs.start({ file: '/x/slow.yaml', nth: 0, attempt: 1, vars, seed: 42 }, slot, (event) => heard.push(event));
  return { run, heard };
}

const telling = (value: string): string => `console.log(JSON.stringify({ kind: 'note', at: 0, text: ${value} }));`;

test('a run is started as an argument array, with its slot, its seed and its variables, in the folder of its schedule', async () => {
  const { run, heard } = await started(telling('JSON.stringify([process.argv.slice(2), process.cwd()])'), { for: '30s', note: '$(reboot) "x"' });
  expect(await run.ended).toEqual({ kind: 'exited', code: 0 } satisfies ProcessEnd);
  const [argv, cwd] = JSON.parse(heard[0]?.kind === 'note' ? heard[0].text : '[]') as [string[], string];
  expect(argv).toEqual([
    ...['run', '/x/slow.yaml', '--json', '--yes', '--seed', '42', '--var', 'for=30s', '--var', 'note=$(reboot) "x"'],
    ...['--scheduled', JSON.stringify(slot)],
  ]);
  expect(cwd).toBe(folder);
});

test('its end comes after the last of its events, and half a line is none', async () => {
  const { run, heard } = await started(`for (let n = 0; n < 2000; n += 1) ${telling('String(n)')} process.stdout.write('{"kind":"no'); process.exitCode = 3;`);
  expect(await run.ended).toEqual({ kind: 'exited', code: 3 });
  expect(heard).toHaveLength(2000);
});

test('a signal is passed on', async () => {
  const { run, heard } = await started(`
    process.on('SIGINT', () => { ${telling("'asked'")} clearInterval(living); });
    const living = setInterval(() => undefined, 1000);
    ${telling('String(process.pid)')}`);
  while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
  run.halt('SIGINT');
  expect(await run.ended).toEqual({ kind: 'exited', code: 0 });
  expect(heard.map((event) => event.kind === 'note' && event.text).at(-1)).toBe('asked');
});

test('one that is killed says by which signal', async () => {
  const { run } = await started(`process.kill(process.pid, 'SIGKILL');`);
  expect(await run.ended).toEqual({ kind: 'killed', signal: 'SIGKILL' });
});

test('a folder that is gone: nothing is started', async () => {
  const runs = createRuns(join(folder, 'bin.mjs'), join(folder, 'nowhere'), async () => undefined);
  await expect(runs.start({ file: '/x/slow.yaml', nth: 0, attempt: 1, vars: {}, seed: 1 }, slot, () => undefined)).rejects.toThrow('ENOENT');
});
