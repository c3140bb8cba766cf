import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realCluster } from '../kubernetes/real.ts';
import { clusterFaults } from './cluster-faults.ts';
import { openLanes, type Lanes } from './cluster-lanes.ts';
import { whole } from './cluster-place.ts';
import { expectClusterWhole, killBoth, openMachine, startRun } from './cluster-run.ts';
import { bothKilled, changing, clusterMoments, signalled } from './cluster-signals.ts';
import { expectFinished } from './drill.ts';
import { openForwarder } from './forwarder.ts';
import { firedrill, until } from './programs.ts';

const address = realCluster();
const rows = address === undefined ? describe.skip : describe.concurrent;
let lanes: Lanes;
beforeAll(async () => {
  if (address !== undefined) lanes = await openLanes(address, 3);
});
afterAll(async () => lanes?.[Symbol.asyncDispose]());

rows('in a cluster, a signal to the runner, after every event of its life', () => {
  if (address === undefined) return;
  for (const moment of clusterMoments)
    for (const signal of ['SIGKILL', 'SIGTERM'] as const)
      test(`${signal} after: ${moment}`, () => lanes.on((place) => signalled(signal, moment, place, address)));
});

rows('in a cluster, runner and guardian are killed together, after every event from the first fault on', () => {
  if (address === undefined) return;
  for (const moment of changing) test(`after: ${moment}`, () => lanes.on((place) => bothKilled(moment, place, address)));
});

rows('in a cluster, runner and guardian are killed together, and nobody knows: sweep of another machine waits a minute', () => {
  if (address === undefined) return;
  test('and then takes everything out', () =>
    lanes.on(async (place) => {
      using machine = openMachine(address, place);
      using other = openMachine(address, place);
      using drill = startRun(machine, '--json');
      await drill.kind('fault.observed');
      const run = await killBoth(drill);
      const sweep = () => firedrill({ cwd: other.folder, state: other.state }, 'sweep').ended;
      const early = await sweep();
      expect([early.code, early.out]).toEqual([0, expect.stringContaining(`let be: run ${run} renewed it`)]);
      expect((await place.standing()).replicas).toEqual([2, 1]);
      await until('a minute has gone by', async () => !(await sweep()).out.includes('let be: '), 90_000);
      expect(await place.standing()).toEqual(whole);
      expect((await drill.other('restore')).code).toBe(0);
      await expectClusterWhole(place, machine);
    }));
});

rows('in a cluster, the runner is killed while the API server is away: the guardian tries twice, and names the commands', () => {
  if (address === undefined) return;
  test('and restore later puts it right', () =>
    lanes.on(async (place) => {
      const { hostname, port } = new URL(address.server);
      await using road = await openForwarder(hostname, Number(port));
      const changes = { faults: clusterFaults(place.namespace, '60s'), limits: { duration: '2m', restore: '8s', blind: '30s' } };
      using machine = openMachine(address, place, { through: road.port, changes });
      using drill = startRun(machine, '--json');
      for (const fault of ['fewer', 'flag', 'kill']) await drill.event((event) => event.kind === 'fault.present' && event.fault === fault);
      await road.cut();
      drill.signal('SIGKILL');
      const { err } = await drill.ended();
      expect(err).toContain('guardian: trying once more in 5 s.');
      expect(err).toMatch(/guardian: fewer is NOT RESTORED on deployment\/web: .*cannot be reached/);
      expect(err).toContain(`kubectl --context ${address.context} -n ${place.namespace} scale deployment/web --replicas=2`);
      expect(expectFinished(machine.folder)).toMatchObject({ outcome: 'not restored', exitCode: 5, by: 'guardian' });
      expect((await place.standing()).replicas).toEqual([2, 1]);
      await road.mend();
      const restored = await drill.other('restore');
      expect(restored.code, restored.out).toBe(0);
      await expectClusterWhole(place, machine);
    }));
});
