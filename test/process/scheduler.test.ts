import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';
import { askedAt, killedAt } from './scheduler-signals.ts';
import { expectAllOver, expectNotAgain, reach, runnersIn, schedule } from './scheduler.ts';

// The moments that differ most; scheduler.slow.test.ts goes through all of them.
let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** Long enough for whatever is done meanwhile. */
const long = (places: Places): Changes => ({ faults: faultsOf(places, '50s') });

describe.concurrent('a scheduler is killed', () => {
  for (const moment of ['announced', 'under the fault'] as const) test(`SIGKILL when it is: ${moment}`, () => killedAt(moment, proxy));
});

describe.concurrent('a scheduler is asked to end', () => {
  test('SIGTERM when it is: under the fault', () => askedAt('SIGTERM', 'under the fault', proxy));
});

test.concurrent('a scheduler and its runner are killed together: the guardian restores', async () => {
  await using at = await schedule(proxy);
  const cli = at.start();
  await reach('under the fault', at, cli);
  const runners = runnersIn(at.folder);
  expect(runners).toHaveLength(1);
  cli.child.kill('SIGKILL');
  for (const pid of runners) process.kill(pid, 'SIGKILL');
  await until('the guardian has restored', () => !existsSync(flagOf(at.folder)), 30_000);
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
  await expectNotAgain(at, 'interrupted');
});

test.concurrent('two schedulers on one store: each slot is run once, and both are told to end while it runs', async () => {
  await using at = await schedule(proxy, long);
  const [first, second] = [at.start('schedule.json'), at.start('copy.json')];
  await reach('under the fault', at, first);
  expect((await at.steps()).filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  const refused = await at.start('schedule.json').ended;
  expect([refused.code, refused.err]).toEqual([
    4,
    `Cannot start: process ${first.child.pid} keeps schedule.json already.\n  End that one first: kill ${first.child.pid}\n`,
  ]);
  for (const { child } of [first, second]) child.kill('SIGTERM');
  const codes = (await Promise.all([first.ended, second.ended])).map(({ code }) => code);
  expect(codes.toSorted((a, b) => (a ?? -1) - (b ?? -1))).toEqual([0, 143]);
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
  expect((await at.steps()).filter(({ kind }) => kind === 'started')).toHaveLength(1);
});

test.concurrent('abort --all halts the run of a scheduler and ends its slot; abort --all --block skips the next', async () => {
  await using at = await schedule(proxy, long);
  const cli = at.start('schedule.json', '--listen', '127.0.0.1:0');
  await reach('under the fault', at, cli);
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(cli.lines.join('\n'))?.[0] ?? '';
  for (const path of ['healthz', 'readyz']) expect((await fetch(`${address}/${path}`)).status, path).toBe(200);
  const aborted = await at.other('abort', '--all', '--block', 'incident 4711').ended;
  expect(aborted.code, aborted.err).toBe(0);
  await until('the slot is over', async () => (await at.steps()).some(({ kind }) => kind === 'finished'), 30_000);
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: expect.stringMatching(/ halted its run$/) });
  const page = await (await fetch(`${address}/metrics`)).text();
  expect(page).toContain('firedrill_runs_total{experiment="drill",outcome="aborted"} 1');
  expect(page).toContain('firedrill_fault_active{experiment="drill",fault="flag"} 0');
  const now = await at.other('schedule', 'run-now', 'schedule.json').ended;
  expect([now.code, now.err]).toEqual([4, expect.stringContaining('Cannot run shop now: runs are blocked: incident 4711.')]);
  cli.child.kill('SIGINT');
  expect((await cli.ended).code).toBe(0);
  expect(readdirSync(join(at.folder, '.firedrill', 'runs'))).toHaveLength(1);
});

test.concurrent('Ctrl-C twice to a scheduler: its run is restored to its end, and it says what is still in place', async () => {
  const waiting = (places: Places): Changes => {
    const { folder } = places;
    const restore = ['sh', '-c', `touch ${join(folder, 'restoring')}; until test -e ${join(folder, 'go')}; do sleep 0.1; done; rm -f ${flagOf(folder)}`];
    return { faults: faultsOf(places, '50s', { restore }) };
  };
  await using at = await schedule(proxy, waiting);
  const cli = at.start();
  await reach('under the fault', at, cli);
  cli.child.kill('SIGINT');
  await reach('restoring', at, cli);
  // Two within a second are one.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  cli.child.kill('SIGINT');
  await until('it says what is in place', () => /Still restoring .*flag \(.*nothing here is killed half-way\./.test(cli.said()), 5000);
  writeFileSync(join(at.folder, 'go'), '');
  const { code, err } = await cli.ended;
  expect(code, err).toBe(130);
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
});
