import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectFinished, expectNothingLeft, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf } from './experiment.ts';
import { activeIn, processesOf, socketsIn, toxicsOn } from './outside.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** A drill under its faults, which would stay for long. */
async function underFault(args: readonly string[] = ['--json']): Promise<Drill> {
  const drill = await startDrill({ proxy, changes: (places) => ({ faults: faultsOf(places, '50s') }), args });
  await (args.includes('--json') ? drill.kind('fault.observed') : drill.says('flag: seen in place'));
  return drill;
}

/** The guardian alone carries the run's name in its environment. */
const guardianOf = ({ places }: Drill): number => {
  const [pid] = processesOf(runIn(places.folder), ['FIREDRILL_OWN']);
  if (pid === undefined) throw new Error('no guardian');
  return pid;
};

/** Kills both at once, as a crash of the machine would; target and proxy live on. */
async function killBoth(drill: Drill): Promise<void> {
  process.kill(guardianOf(drill), 'SIGKILL');
  drill.signal('SIGKILL');
  await drill.ended();
}

test.concurrent('the guardian is killed: the run halts and restores', async () => {
  using drill = await underFault([]);
  process.kill(guardianOf(drill), 'SIGKILL');
  const { code, err, out } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +the guardian is gone: it ended by itself \(SIGKILL\)/);
  expect(out).toContain('ABORTED  drill: the guardian is gone');
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', exitCode: 3, by: 'runner' });
});

test.concurrent('runner and guardian are killed together: restore takes everything out from the record alone', async () => {
  using drill = await underFault();
  await killBoth(drill);
  const { folder, api, proxy: name } = drill.places;
  expect([existsSync(flagOf(folder)), (await toxicsOn(api, name)).length]).toEqual([true, 1]);
  const doctor = await drill.other('doctor');
  expect(doctor.out).toContain(`firedrill restore ${runIn(folder)}`);
  const restored = await drill.other('restore');
  expect(restored.code, restored.err).toBe(0);
  expect(restored.out).toMatch(/flag \(.*\): restored and seen to be gone/);
  expect(restored.out).toMatch(/slow \(.*\): restored and seen to be gone/);
  expect(restored.out).toContain(`Run ${runIn(folder)}: nothing is left.`);
  await expectNothingLeft(drill);
  expect(expectFinished(folder)).toMatchObject({ outcome: 'aborted', by: 'restore' });
  const again = await drill.other('restore', runIn(folder));
  expect([again.code, again.out]).toEqual([0, `Run ${runIn(folder)}: nothing is left.`]);
  expectFinished(folder);
});

test.concurrent('runner and guardian are killed together: what has a lease lapses by itself', async () => {
  using drill = await underFault();
  await killBoth(drill);
  const { folder, api, proxy: name } = drill.places;
  await until('the toxic lapses', async () => (await toxicsOn(api, name)).length === 0, 25_000);
  // The flag has none: it stays, and no new run starts on it.
  expect(existsSync(flagOf(folder))).toBe(true);
  expect(activeIn(drill.state)).toEqual([runIn(folder)]);
  expect((await drill.other('restore')).code).toBe(0);
  await expectNothingLeft(drill);
});

test.concurrent('runner and guardian are killed together: the next run refuses, or restores first', async () => {
  using drill = await underFault();
  await killBoth(drill);
  const dead = runIn(drill.places.folder);
  expect(socketsIn(drill.state).toSorted()).toEqual([`${dead}.guardian.sock`, `${dead}.sock`]);
  const refused = await drill.other('run', 'drill.json');
  // Nobody listens at the sockets of the dead any more, and nobody needs them.
  expect(socketsIn(drill.state)).toEqual([]);
  expect(refused.code, refused.err).toBe(4);
  expect(refused.err).toContain(`Not injecting: run ${dead} (drill) left a fault on`);
  expect(refused.err).toContain(`firedrill restore ${dead}, or run again with --restore-first.`);
  const next = drill.start('run', 'drill.json', '--restore-first');
  await until('it is allowed', () => next.said().includes('allowed: the environment allows it'), 20_000);
  next.child.kill('SIGINT');
  const { code, out, err } = await next.ended;
  expect([code, out + err]).toEqual([130, expect.stringContaining(`Run ${dead}: nothing is left.`)]);
  expect(activeIn(drill.state)).toEqual([]);
  expect(existsSync(flagOf(drill.places.folder))).toBe(false);
});

test.concurrent('the runner of a rehearsal is killed: its guardian changes nothing in the target', async () => {
  using drill = await underFault(['--json', '--dry-run']);
  const { folder } = drill.places;
  // What the real restore would take away, made by somebody else.
  writeFileSync(flagOf(folder), 'mine');
  drill.signal('SIGKILL');
  await drill.ended();
  await until('the guardian has finished', () => recordOf(folder, runIn(folder)).at(-1)?.kind === 'run.finished', 20_000);
  await until('it says so', () => drill.cli.said().includes('guardian: flag was rehearsed, nothing was injected.'), 5000);
  expect(existsSync(flagOf(folder))).toBe(true);
  expect(expectFinished(folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
  await until('nothing holds the target', () => activeIn(drill.state).length === 0, 10_000);
});
