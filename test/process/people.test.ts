import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../src/control/client.ts';
import { expectFinished, expectNothingLeft, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { activeIn } from './outside.ts';
import { firedrill, until } from './programs.ts';
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

test.concurrent('abort from another process: halted, restored, and both terminals say so', async () => {
  using drill = await underFault();
  const aborted = await drill.other('abort', drill.run, '--reason', 'shoppers complain');
  expect([aborted.code, aborted.out], aborted.err).toEqual([0, expect.stringMatching(/^Run \w+: halted, and everything out [\d.]+ m?s later\./)]);
  const { code, err } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +\S+: shoppers complain\. Breached at/);
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'runner' });
});

test.concurrent('abort of a runner that cannot answer: its guardian ends it and restores', async () => {
  using drill = await underFault();
  const aborting = drill.start('abort', drill.run);
  drill.signal('SIGSTOP');
  const aborted = await aborting.ended;
  expect([aborted.code, aborted.out], aborted.err).toEqual([
    0,
    `Run ${drill.run} does not answer; its guardian ends it and restores.\nRun ${drill.run}: ended, and everything is out. firedrill report ${drill.run} says what became of it.`,
  ]);
  expect(activeIn(drill.state), 'it has waited for the end').toEqual([]);
  const { signal, err } = await drill.ended();
  expect(signal).toBe('SIGKILL');
  expect(err).toMatch(/guardian: .*(firedrill abort|not been heard of for 5 s); restoring run/);
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
});

test.concurrent('abort of a runner that cannot answer, and of a fault that cannot be restored: 5, and the command', async () => {
  const failing = (places: Places): Changes => ({
    faults: faultsOf(places, '50s', { restore: ['sh', '-c', `test -e way || exit 7; rm -f ${flagOf(places.folder)}`] }),
    limits: { duration: '60s', restore: '2s', blind: '3s' },
  });
  using drill = await startDrill({ proxy, args: [], changes: failing });
  await drill.says('flag: seen in place');
  const run = runIn(drill.places.folder);
  const aborting = drill.start('abort', run);
  drill.signal('SIGSTOP');
  const { code, err } = await aborting.ended;
  expect([code, err]).toEqual([5, `Run ${run}: NOT RESTORED: it has ended, and left something.\n  firedrill restore ${run}\n`]);
  await drill.ended();
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'not restored', by: 'guardian' });
  writeFileSync(join(drill.places.folder, 'way'), '');
  expect((await drill.other('restore', run)).code).toBe(0);
  await expectNothingLeft(drill);
});

test.concurrent('a halt that reaches the guardian is the halt of whoever asked', async () => {
  using drill = await underFault();
  const socket = join(drill.state, 'firedrill', `${drill.run}.guardian.sock`);
  await ask(socket, { do: 'halt', by: 'ada', why: 'shoppers complain' }, AbortSignal.timeout(10_000));
  const { signal, err } = await drill.ended();
  expect(signal).toBe('SIGKILL');
  expect(err).toContain('guardian: ada asked for it: shoppers complain; restoring run');
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
  const halts = recordOf(drill.places.folder, drill.run).filter(({ kind }) => kind === 'run.halted');
  expect(halts).toMatchObject([{ reason: { kind: 'operator', by: 'ada', why: 'shoppers complain' } }]);
});

test.concurrent('abort --all --block: everything halts, new runs are refused until unblock', async () => {
  using drill = await underFault();
  const aborted = await drill.other('abort', '--all', '--block', 'incident 4711');
  expect(aborted.code, aborted.err).toBe(0);
  expect(aborted.out).toContain('New runs are refused until firedrill unblock: incident 4711');
  const { code, err } = await drill.ended();
  expect([code, err]).toEqual([3, expect.stringContaining('incident 4711')]);
  await expectNothingLeft(drill);
  const refused = await drill.other('run', 'drill.json');
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('Not injecting: runs are blocked: incident 4711.')]);
  expect((await drill.other('unblock')).out).toBe('Runs are allowed again.');
  const next = drill.start('run', 'drill.json');
  await until('it is allowed', () => next.said().includes('allowed: the environment allows it'), 20_000);
  const before = await drill.other('abort', '--all');
  expect([before.code, before.out], before.err).toEqual([0, expect.stringMatching(/^Run \w+: halted, and nothing of it is in place\.$/)]);
  expect((await next.ended).code).toBe(3);
});

test.concurrent('restore of a run that is alive is refused', async () => {
  using drill = await underFault();
  const refused = await drill.other('restore', drill.run);
  expect([refused.code, refused.err]).toEqual([
    4,
    expect.stringContaining(`Cannot restore ${drill.run}: it is alive.\n  Halt it instead: firedrill abort ${drill.run}`),
  ]);
  expect(existsSync(flagOf(drill.places.folder))).toBe(true);
  drill.signal('SIGTERM');
  expect((await drill.ended()).code).toBe(143);
  await expectNothingLeft(drill);
});

test.concurrent('a second run on the same target, from another folder, is refused', async () => {
  using drill = await underFault();
  const other = join(drill.places.folder, 'other');
  mkdirSync(other);
  for (const file of ['drill.json', 'firedrill.config.yaml']) copyFileSync(join(drill.places.folder, file), join(other, file));
  const { code, err } = await firedrill({ cwd: other, state: drill.state }, 'run', 'drill.json').ended;
  expect(code, err).toBe(4);
  expect(err).toContain(`Not injecting: run ${drill.run} (drill) holds proxy`);
  expect(err).toContain(`Wait for it, or halt it: firedrill abort ${drill.run}.`);
  expect(expectFinished(other)).toMatchObject({ outcome: 'refused', exitCode: 4 });
  drill.signal('SIGTERM');
  await drill.ended();
  await expectNothingLeft(drill);
});
