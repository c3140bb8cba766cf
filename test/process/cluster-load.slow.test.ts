/** A load that a Job in a real cluster sends for a runner outside: what takes minutes. */
import { beforeAll, expect, test } from 'vitest';
import { importFiredrill } from '../charts/inside.ts';
import { ownCluster } from '../cluster/cluster.ts';
import { usual } from '../cluster/places.ts';
import { killBothOf, openLoadTown } from './cluster-load.ts';
import { firedrill, until } from './programs.ts';

const cluster = ownCluster();

beforeAll(async () => {
  if (cluster !== undefined) await importFiredrill(usual, 3);
}, 300_000);

test('in a cluster, runner and guardian are killed while a Job sends their load, and nobody sweeps: its deadline ends its pod', async ({ skip }) => {
  if (cluster === undefined) return skip('no cluster of ours to test on');
  await using here = await openLoadTown(cluster.kubeconfig, cluster.context);
  using machine = await here.machine();
  const run = await killBothOf(await here.underway(machine));
  const pods = async () => (await here.loads()).filter((name) => name.startsWith(`fd-${run}-1-`));
  expect(await pods()).toHaveLength(1);
  // A minute from the last renewal, and what the controller and the kubelet take.
  await until('the pod is gone', async () => (await pods()).length === 0, 120_000);
  expect(await here.loads()).toEqual([`fd-${run}-1`]);
  const { code, out, err } = await firedrill({ cwd: machine.folder, state: machine.state }, 'restore', run).ended;
  expect(code, out + err).toBe(0);
  expect(await here.ours()).toEqual([]);
});

test('in a cluster, the road to the load breaks under the fault and is mended: nothing of it is lost, and what came late is not taken for now', async ({
  skip,
}) => {
  if (cluster === undefined) return skip('no cluster of ours to test on');
  await using here = await openLoadTown(cluster.kubeconfig, cluster.context);
  // Long enough that the seconds in which nothing came are few of its slots.
  using machine = await here.machine({ for: '35s' });
  const running = await here.underway(machine);
  machine.road.stall();
  const late = await running.event((event) => event.kind === 'sli.sampled' && event.sli === 'availability' && event.sample.kind === 'blind');
  expect(late).toMatchObject({ sample: { reason: expect.stringMatching(/^the newest that the load has said is .* old/) as string } });
  await machine.road.mend();
  const { code, out, err } = await running.ended();
  expect(code, out.slice(-3000) + err).toBe(0);
  const pooled = running.events.flatMap((event) =>
    event.kind === 'sli.sampled' && event.sli === 'availability' && event.sample.kind === 'good' ? [event.sample] : [],
  );
  const total = pooled.reduce((sum, { pool }) => sum + (pool?.kind === 'ratio' ? pool.total : 0), 0);
  const summed = running.events.find((event) => event.kind === 'load.summed');
  // All but what was judged before the first sample and after the last.
  expect(total).toBeGreaterThan((summed?.good ?? 0) + (summed?.failed ?? 0) - 100);
  expect(await here.ours()).toEqual([]);
});
