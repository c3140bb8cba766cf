/** The deadline of a Job that nobody takes back any more. */
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
