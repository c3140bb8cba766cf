import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { damage, everyDamage, says, type Damage } from '../record/damage.ts';
import { expectFinished, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf } from './experiment.ts';
import { processesOf, socketsIn, toxicsOn } from './outside.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

async function underFault(): Promise<Drill & { readonly run: string }> {
  const drill = await startDrill({ proxy, args: [], changes: (places) => ({ faults: faultsOf(places, '50s') }) });
  await drill.says('flag: seen in place');
  await drill.says('slow: seen in place');
  return { ...drill, run: runIn(drill.places.folder) };
}

const spoil = (drill: Drill, how: Damage): void => damage(join(drill.state, 'firedrill'), how);

/** Everything is out; only the locks are where nobody can reach them. */
async function expectAllOut({ places, state, run }: Drill & { readonly run: string }): Promise<void> {
  expect([existsSync(flagOf(places.folder)), await toxicsOn(places.api, places.proxy)]).toEqual([false, []]);
  await until('its processes are gone', () => processesOf(run).length === 0, 5000);
  expect(socketsIn(state)).toEqual([]);
}

async function killBoth(drill: Drill & { readonly run: string }): Promise<void> {
  for (const pid of processesOf(drill.run, ['FIREDRILL_OWN'])) process.kill(pid, 'SIGKILL');
  drill.signal('SIGKILL');
  await drill.ended();
}

test.concurrent('runner and guardian are killed, and the state of this user is damaged: restore takes everything out all the same', async () => {
  for (const how of everyDamage) {
    using drill = await underFault();
    await killBoth(drill);
    spoil(drill, how);
    const doctor = await drill.other('doctor');
    expect(doctor.code, doctor.out).toBe(4);
    expect(doctor.out).toMatch(/^FAIL {2}the state of this user cannot be used: .*\n {6}Once no run is alive: mv /m);
    expect(doctor.out).toContain(`FAIL  run ${drill.run} has ended and left something\n      firedrill restore ${drill.run}`);
    const listed = await drill.other('runs');
    expect([listed.code, listed.out, listed.err]).toEqual([0, expect.stringContaining(`${drill.run}  `), expect.stringContaining(says[how])]);
    const { code, out, err } = await drill.other('restore', drill.run);
    expect([code, err], out).toEqual([0, '']);
    expect(out).toContain(`The locks of run ${drill.run} are not given back: the state of this user cannot be used: `);
    expect(out).toContain(says[how]);
    expect(out).toContain(`Run ${drill.run}: nothing is left.`);
    await expectAllOut(drill);
    expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'restore' });
  }
});

test.concurrent('restore of all, while the state of this user is damaged: this checkout is restored, and others are called unknown', async () => {
  using drill = await underFault();
  await killBoth(drill);
  spoil(drill, 'holds garbage');
  const { code, out } = await drill.other('restore');
  expect(code, out).toBe(5);
  expect(out).toContain('Whether runs of other checkouts have left something is not known: the state of this user cannot be used: ');
  expect(out).toContain(`Run ${drill.run}: nothing is left.`);
  await expectAllOut(drill);
});

test.concurrent('abort while the state of this user is damaged: the run is asked by its socket', async () => {
  for (const [how, ...args] of [['is a folder', 'one'] as const, ['holds garbage', '--all', '--block', 'incident 4711'] as const]) {
    using drill = await underFault();
    spoil(drill, how);
    const alive = await drill.other('restore', drill.run);
    expect([alive.code, alive.err]).toEqual([4, expect.stringContaining(`Cannot restore ${drill.run}: it is alive.`)]);
    const { code, out, err } = await drill.other('abort', ...(args[0] === 'one' ? [drill.run] : args));
    expect(out).toMatch(/^Run \w+: halted, and everything out [\d.]+ m?s later\.$/m);
    expect(err).toContain('Asking every run by its socket: the state of this user cannot be used: ');
    // What cannot be written down cannot be blocked; nothing new is injected all the same.
    expect(code, err).toBe(args[0] === 'one' ? 0 : 4);
    const ended = await drill.ended();
    expect(ended.code, ended.err).toBe(3);
    await expectAllOut(drill);
  }
});

test.concurrent('abort of a runner that cannot answer, while the state of this user is damaged: its guardian ends it', async () => {
  using drill = await underFault();
  const aborting = drill.start('abort', drill.run);
  drill.signal('SIGSTOP');
  spoil(drill, 'holds garbage');
  const { code, out, err } = await aborting.ended;
  expect(code, err).toBe(0);
  expect(out).toContain(`Run ${drill.run}: ended, and everything is out.`);
  const ended = await drill.ended();
  expect(ended.err).toContain(`guardian: The locks of run ${drill.run} are not given back: the state of this user cannot be used: `);
  await expectAllOut(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
});

test.concurrent('a run that starts while the state of this user is damaged is refused, and recorded as such', async () => {
  for (const how of everyDamage) {
    using drill = await startDrill({ proxy, args: [], before: ({ folder }) => damage(join(folder, 's', 'firedrill'), how) });
    const { code, err } = await drill.ended();
    expect(code, err).toBe(4);
    expect(err).toContain('Not injecting: the state of this user cannot be used: ');
    expect(err).toContain(says[how]);
    expect(err).toContain('Once no run is alive: mv ');
    const { folder } = drill.places;
    expect(expectFinished(folder)).toMatchObject({ outcome: 'refused', exitCode: 4 });
    expect(recordOf(folder, runIn(folder)).filter(({ kind }) => kind === 'fault.injected' || kind === 'note')).toEqual([]);
  }
});
