/** A load that a Job in a real cluster sends for a runner outside. */
import { beforeAll, expect, test, vi, type TestContext } from 'vitest';
import { importFiredrill } from '../charts/inside.ts';
import { ownCluster } from '../cluster/cluster.ts';
import { usual } from '../cluster/places.ts';
import { killBothOf, openLoadTown, type LoadTown } from './cluster-load.ts';
import { recordOf, runIn } from './drill.ts';
import { expectGone } from './outside.ts';
import { firedrill, until } from './programs.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 });

const cluster = ownCluster();

beforeAll(async () => {
  if (cluster !== undefined) await importFiredrill(usual, 3);
});

function town({ skip }: TestContext): Promise<LoadTown> {
  if (cluster === undefined) return skip('no cluster of ours to test on');
  return openLoadTown(cluster.kubeconfig, cluster.context);
}

// By itself: a generator that gets no processor is no evidence, and this one has to be.
test('in a cluster, a Job sends the load: a drill from outside is held, under the rights that rbac prints, and nothing of it is left', async (context) => {
  await using here = await town(context);
  using machine = await here.machine({ apart: true, for: '12s' });
  const { code, out, err } = await firedrill({ cwd: machine.folder, state: machine.state }, 'run', 'drill.json').ended;
  const run = runIn(machine.folder);
  expect(code, out + err).toBe(0);
  expect(err).toMatch(new RegExp(`preflight +load web started: job/fd-${run}-1 in namespace .*-load, its image localhost/firedrill:test`));
  expect(err).toMatch(/restore +load web stopped/);
  const events = recordOf(machine.folder, run);
  const summed = events.find((event) => event.kind === 'load.summed');
  expect(summed?.good ?? 0).toBeGreaterThan(200);
  const samples = events.flatMap((event) => (event.kind === 'sli.sampled' && event.sli === 'availability' ? [event.sample.kind] : []));
  expect(samples.filter((kind) => kind === 'good').length).toBeGreaterThan(samples.length / 2);
  expect(await here.ours()).toEqual([]);
  await expectGone(run, machine.state);
});

test.concurrent('in a cluster, the runner is killed while a Job sends its load: its guardian deletes the Job', async (context) => {
  await using here = await town(context);
  using machine = await here.machine();
  const running = await here.underway(machine);
  const run = runIn(machine.folder);
  expect((await here.loads()).filter((name) => name.startsWith(`fd-${run}-1`))).toHaveLength(2);
  running.signal('SIGKILL');
  await running.ended();
  await until('the guardian has restored', async () => (await here.ours()).length === 0 && (await here.replicas()) === 2, 90_000);
  await expectGone(run, machine.state);
});

test.concurrent('in a cluster, runner and guardian are killed while a Job sends their load: sweep on another machine deletes the Job', async (context) => {
  await using here = await town(context);
  using machine = await here.machine();
  using other = await here.machine({ road: machine.road });
  const run = await killBothOf(await here.underway(machine));
  const sweep = () => firedrill({ cwd: other.folder, state: other.state }, 'sweep', '--environment', 'drill').ended;
  const early = await sweep();
  expect([early.code, early.out], early.err).toEqual([0, expect.stringContaining(`fd-${run}-1 (namespace `)]);
  expect((await here.loads()).filter((name) => name.startsWith(`fd-${run}-1`))).toHaveLength(2);
  await here.age();
  const late = await sweep();
  expect([late.code, late.out], late.err).toEqual([
    0,
    expect.stringMatching(new RegExp(`^fd-${run}-1 \\(job/fd-${run}-1\\): restored and seen to be gone`, 'm')),
  ]);
  expect(await here.ours()).toEqual([]);
});

test.concurrent('in a cluster, the pod that is to send the load does not run: refused, and nothing of it is left', async (context) => {
  await using here = await town(context);
  using machine = await here.machine({ image: 'localhost/pause:1' });
  const { code, err } = await firedrill({ cwd: machine.folder, state: machine.state }, 'run', 'drill.json').ended;
  const run = runIn(machine.folder);
  expect([code, await here.ours(), await here.replicas()], err).toEqual([4, [], 2]);
  expect(err).toMatch(new RegExp(`Not injecting: load web does not run: .*\n +Correct load-image of the environment`));
  await expectGone(run, machine.state);
});
