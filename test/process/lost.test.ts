/** The run's folder goes away while the run lives: the guardian has all that it needs in its memory. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hangingFile } from '../hanging-file.ts';
import { expectNothingLeft, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { activeIn, processesOf, toxicsOn } from './outside.ts';
import { firedrill, until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

interface Losing {
  readonly drill: Drill;
  readonly run: string;
  /** The folder of its record. */
  readonly record: string;
}

/** A drill under both of its faults, which would stay for long. */
async function underFault(args: readonly string[], changes = (places: Places): Changes => ({ faults: faultsOf(places, '50s') })): Promise<Losing & Disposable> {
  const drill = await startDrill({ proxy, args, changes });
  const { folder } = drill.places;
  await (args.includes('--json') ? drill.event((event) => event.kind === 'fault.observed' && event.fault === 'flag') : drill.says('flag: seen in place'));
  expect([existsSync(flagOf(folder)), (await toxicsOn(drill.places.api, drill.places.proxy)).length]).toEqual([true, 1]);
  const run = runIn(folder);
  return { drill, run, record: join(folder, '.firedrill', 'runs', run), [Symbol.dispose]: () => drill[Symbol.dispose]() };
}

/** The guardian alone is left: everything is out within its time, and it says by what it knew. */
async function expectRestoredFromMemory({ drill, run }: Losing, why: string, within = 10_000): Promise<void> {
  const { folder, api, proxy: name } = drill.places;
  await until('the flag is gone', () => !existsSync(flagOf(folder)), within);
  await until('the toxic is gone', async () => (await toxicsOn(api, name)).length === 0, within);
  await until('the guardian has ended', () => processesOf(run).length === 0, within);
  const said = drill.cli.said();
  expect(said).toContain(`guardian: the record of run ${run} is lost (${why}`);
  expect(said).toMatch(/^guardian: the record of run .*; restoring from memory\.$/m);
  expect(said).toMatch(/^guardian: flag \(.*\) is restored, in /m);
  expect(said).toMatch(new RegExp(`^guardian: run ${run} ended: aborted\\. Nothing is left\\.$`, 'm'));
  expect(said).not.toMatch(/^ {4}at /m);
}

test.concurrent('the folder of the run is deleted, and the runner is killed: the guardian restores from memory', async () => {
  using losing = await underFault(['--json']);
  const { drill, run, record } = losing;
  spawnSync('rm', ['-rf', record]);
  drill.signal('SIGKILL');
  await drill.ended();
  await expectRestoredFromMemory(losing, 'ENOENT');
  await expectNothingLeft(drill, run);
  // What somebody deleted is not there again, where nobody needs it.
  expect(existsSync(record)).toBe(false);
});

test.concurrent('the folder of the run is deleted while the runner lives: it halts and restores', async () => {
  using losing = await underFault([]);
  const { drill, run, record } = losing;
  spawnSync('rm', ['-rf', record]);
  const { code, err, out } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +the record cannot be written: ENOENT/);
  for (const fault of ['slow', 'flag']) expect(err).toContain(`${fault}: out, and seen to be gone`);
  expect(out).toMatch(/ABORTED {2}drill: the record could not be written: ENOENT/);
  expect(err).not.toMatch(/^guardian:/m);
  await expectNothingLeft(drill, run);
});

test.concurrent('the folder of the run cannot be read, and the runner is killed: the guardian restores from memory', async () => {
  using losing = await underFault(['--json']);
  const { drill, run, record } = losing;
  drill.signal('SIGSTOP');
  makeUnreadable(record);
  await drill.ended();
  await expectRestoredFromMemory(losing, 'E');
  chmodSync(record, 0o700);
  await expectNothingLeft(drill, run);
});

/** Without its rights; to root, who needs none, as something that is no folder. */
function makeUnreadable(record: string): void {
  chmodSync(record, 0o000);
  if (spawnSync('cat', [join(record, 'undo.ndjson')]).status !== 0) return;
  renameSync(record, `${record}.away`);
  writeFileSync(record, '');
}

test.concurrent('the disk of the record does not answer any more, and the runner is killed: the guardian does not wait for it', async () => {
  using losing = await underFault(['--json']);
  const { drill, run, record } = losing;
  drill.signal('SIGSTOP');
  const undo = join(record, 'undo.ndjson');
  rmSync(undo);
  using hanging = hangingFile(undo);
  drill.signal('SIGKILL');
  await until('the guardian says so', () => drill.cli.said().includes('Nothing is left.'), 10_000);
  hanging[Symbol.dispose]();
  await drill.ended();
  await expectRestoredFromMemory(losing, 'the disk does not answer within 2 s');
  await expectNothingLeft(drill, run);
});

test.concurrent('the folder of the run is deleted, and its guardian cannot restore: it writes the record anew, and restore finishes it', async () => {
  const stubborn = (places: Places): Changes => ({
    faults: faultsOf(places, '50s', { restore: ['sh', '-c', `test -e way || exit 7; rm -f ${flagOf(places.folder)}`] }),
    limits: { duration: '60s', restore: '2s', blind: '3s' },
  });
  using losing = await underFault(['--json'], stubborn);
  const { drill, run, record } = losing;
  spawnSync('rm', ['-rf', record]);
  drill.signal('SIGKILL');
  const { err } = await drill.ended();
  expect(err).toMatch(/guardian: flag is NOT RESTORED on touch /);
  expect(err).toContain(`guardian: run ${run} ended: not restored. Left: firedrill restore ${run}`);
  expect(activeIn(drill.state)).toEqual([run]);
  writeFileSync(join(drill.places.folder, 'way'), '');
  const restored = await drill.other('restore', run);
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining(`Run ${run}: nothing is left.`)]);
  expect(restored.out).not.toContain('slow');
  await expectNothingLeft(drill, run);
});

test.concurrent('a guardian that was told nothing and finds no record says what nobody knows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const runner = spawnSync('true').pid;
  const order = { run: 'zzzzzz', folder: join(folder, 'gone'), limit: 60_000, socket: join(folder, 'g.sock'), runner: { pid: runner, startTime: 1 } };
  // Nothing comes from its standard input: its runner is gone at once.
  const { code, err } = await firedrill({ cwd: folder, state: folder }, 'guardian', JSON.stringify(order)).ended;
  rmSync(folder, { recursive: true });
  expect(code, err).toBe(5);
  expect(err).toMatch(
    /^guardian: the runner ended without a goodbye; restoring run zzzzzz\.\nguardian: run zzzzzz is NOT RESTORED: nobody knows what it has changed, its record is lost \(ENOENT.*\) and it had told its guardian nothing\.\n {2}Leases lapse .* firedrill restore zzzzzz\n$/,
  );
});
