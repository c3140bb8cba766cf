import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectFinished, expectNothingLeft, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { activeIn, processesOf, toxicsOn } from './outside.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** The flag's restore waits, or fails, for as long as there is no file `way`; its limit is 2 s. */
const hung = (places: Places): Changes => stubborn(places, 'sleep 4711');
const failing = (places: Places): Changes => stubborn(places, '{ echo "no way" >&2; exit 7; }');
const stubborn = (places: Places, otherwise: string): Changes => ({
  faults: faultsOf(places, '2s', { restore: ['sh', '-c', `test -e way || ${otherwise}; rm -f ${flagOf(places.folder)}`] }),
  limits: { duration: '60s', restore: '2s', blind: '3s' },
});

/** All that a person needs is on the terminal: what is left, where, why, and the exact command, which works. */
async function expectLeft(drill: Drill, why: RegExp): Promise<void> {
  const { code, err, out } = await drill.ended();
  const { folder, api, proxy: name } = drill.places;
  expect(code, err).toBe(5);
  expect(out).toMatch(/^NOT RESTORED {2}drill: flag is not restored on touch /m);
  expect(out).toMatch(why);
  expect(out).toContain(`cd ${folder} && sh -c`);
  expect(err).toMatch(/flag: NOT RESTORED on touch .*: /);
  // The runner has tried twice; its guardian, told goodbye, does not try behind the back of the code and the command.
  expect(err).not.toMatch(/^guardian:/m);
  // What could be restored is, and only what is left stays on record.
  expect([existsSync(flagOf(folder)), await toxicsOn(api, name)]).toEqual([true, []]);
  await until('its processes are gone', () => processesOf(runIn(folder)).length === 0, 5000);
  expect(expectFinished(folder)).toMatchObject({ outcome: 'not restored', exitCode: 5 });
  expect(activeIn(drill.state)).toEqual([runIn(folder)]);
}

test.concurrent('a restore that hangs: exit 5, with the command', async () => {
  using drill = await startDrill({ proxy, changes: hung, args: [] });
  await expectLeft(drill, /LEFT +flag on touch .*: restore did not end within 2 s: sh -c .* was stopped half-way/);
  const stillLeft = await drill.other('restore');
  // The printed command works at once: no guardian is still at it.
  expect([stillLeft.code, stillLeft.out]).toEqual([5, expect.stringContaining('1 fault is NOT RESTORED.')]);
  writeFileSync(join(drill.places.folder, 'way'), '');
  const restored = await drill.other('restore');
  expect(restored.code, restored.out).toBe(0);
  await expectNothingLeft(drill);
  expect(recordOf(drill.places.folder, runIn(drill.places.folder)).at(-1)).toMatchObject({ kind: 'run.finished', outcome: 'inconclusive' });
});

test.concurrent('a restore that fails: exit 5, with the command', async () => {
  using drill = await startDrill({ proxy, changes: failing, args: [] });
  await expectLeft(drill, /LEFT +flag on touch .*: restore did not end within 2 s: sh -c .* exits with 7: no way/);
  const run = runIn(drill.places.folder);
  const refused = await drill.other('run', 'drill.json');
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining(`Not injecting: run ${run} (drill) left a fault on`)]);
  rmSync(flagOf(drill.places.folder));
  const forgotten = await drill.other('restore', run, '--forget', 'flag', '--reason', 'taken out by hand');
  expect([forgotten.code, forgotten.out]).toEqual([
    0,
    `flag: let go, and not seen gone: taken out by hand\nRun ${run}: nothing is held for it any more; what was let go was never seen gone.`,
  ]);
  expect(activeIn(drill.state)).toEqual([]);
  expect(recordOf(drill.places.folder, run).at(-1)).toMatchObject({ kind: 'run.finished', outcome: 'inconclusive', by: 'restore' });
  expect((await drill.other('report', run)).out).toContain('What was let go was never seen gone.');
});

test.concurrent('a restore that fails after the runner was killed: the guardian tries twice, and names the command', async () => {
  using drill = await startDrill({ proxy, changes: failing });
  await drill.kind('fault.present');
  await drill.event((event) => event.kind === 'fault.present' && event.fault === 'flag');
  drill.signal('SIGKILL');
  const { err } = await drill.ended();
  const { folder } = drill.places;
  expect(err).toMatch(/guardian: flag is NOT RESTORED on touch .*: restore did not end within 2 s: sh -c .* exits with 7: no way\n {2}cd /);
  expect(err).toContain('guardian: trying once more in 5 s.');
  expect(err).toMatch(/guardian: run (\w+) ended: not restored\. Left: firedrill restore \1/);
  expect(expectFinished(folder)).toMatchObject({ outcome: 'not restored', exitCode: 5, by: 'guardian' });
  writeFileSync(join(folder, 'way'), '');
  expect((await drill.other('restore', runIn(folder))).code).toBe(0);
  await expectNothingLeft(drill);
});

test.concurrent('Ctrl-C twice while restoring: nothing is killed half-way, and it says what is still in place', async () => {
  const slow = (places: Places): Changes => ({ faults: faultsOf(places, '30s', { restore: ['sh', '-c', `sleep 4; rm -f ${flagOf(places.folder)}`] }) });
  using drill = await startDrill({ proxy, changes: slow, args: [] });
  await drill.says('flag: seen in place');
  drill.signal('SIGINT');
  await drill.says('slow: out, and seen to be gone');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  drill.signal('SIGINT');
  const { code, err } = await drill.ended();
  expect(code, err).toBe(130);
  expect(err).toMatch(/^Still restoring flag \(touch [^)]*\): nothing here is killed half-way\.$/m);
  await expectNothingLeft(drill);
});

test.concurrent('the runner is killed while a fault is on its way in: it does not land after the restore', async () => {
  const slow = (places: Places): Changes => ({ faults: faultsOf(places, '30s', { inject: ['sh', '-c', `sleep 3; touch ${flagOf(places.folder)}`] }) });
  using drill = await startDrill({ proxy, changes: slow });
  await drill.event((event) => event.kind === 'fault.prepared' && event.fault === 'flag');
  await new Promise((resolve) => setTimeout(resolve, 500));
  drill.signal('SIGKILL');
  await drill.ended();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await expectNothingLeft(drill);
});

test.concurrent('the proxy dies under its fault: unknown is not restored, until it can be asked again', async () => {
  await using own = await startProxy();
  using drill = await startDrill({ proxy: own, args: [], changes: (places) => ({ faults: faultsOf(places, '30s'), expect: { recovery: { within: '2s' } } }) });
  await drill.says('slow: seen in place');
  await own.kill();
  const { code, err, out } = await drill.ended();
  expect(code, err).toBe(5);
  expect(out).toMatch(/NOT RESTORED {2}drill: slow is not restored on toxic .* \(nothing answers at /);
  expect(out).toMatch(/LEFT +slow on .*\n +curl -X DELETE http/);
  expect(existsSync(flagOf(drill.places.folder))).toBe(false);
  await using back = await startProxy(Number(new URL(own.api).port));
  expect(back.api).toBe(own.api);
  const restored = await drill.other('restore');
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('is not on the server any more')]);
  await expectNothingLeft(drill);
  const finished = recordOf(drill.places.folder, runIn(drill.places.folder)).at(-1);
  expect(finished).toMatchObject({ kind: 'run.finished', by: 'restore' });
});
