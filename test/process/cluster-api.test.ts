import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { realCluster } from '../kubernetes/real.ts';
import { clusterFaults } from './cluster-faults.ts';
import { openPlace, whole, type Place } from './cluster-place.ts';
import { tokenWithout } from './cluster-rights.ts';
import { expectClusterWhole, openMachine, startRun, type Machine, type MachineOptions } from './cluster-run.ts';
import { expectFinished, runIn } from './drill.ts';
import { openForwarder, type Forwarder } from './forwarder.ts';
import { activeIn } from './outside.ts';
import { firedrill } from './programs.ts';
import type { Running } from './running.ts';

const address = realCluster();
const rows = address === undefined ? test.skip : test.concurrent;

function known(): NonNullable<typeof address> {
  if (address === undefined) throw new Error('no cluster to test on');
  return address;
}

interface Under extends AsyncDisposable {
  readonly place: Place;
  readonly machine: Machine;
  readonly drill: Running;
  readonly road: Forwarder;
}

const long = (namespace: string): MachineOptions['changes'] => ({ faults: clusterFaults(namespace, '90s') });

/** A run whose faults are in place, and would stay for long; everything that it asks the API goes by a road that can be cut. */
async function underFaults(changes: object = {}): Promise<Under> {
  await using made = new AsyncDisposableStack();
  const place = made.use(await openPlace(known()));
  const { hostname, port } = new URL(known().server);
  const road = made.use(await openForwarder(hostname, Number(port)));
  const machine = made.use(openMachine(known(), place, { through: road.port, changes: { ...long(place.namespace), ...changes } }));
  const drill = startRun(machine, '--json');
  const kept = made.move();
  for (const { name } of clusterFaults('', '')) await drill.event((event) => event.kind === 'fault.present' && event.fault === name);
  return { place, machine, drill, road, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

rows('in a cluster, a run in a namespace that a run of another machine has is refused, and changes nothing', async () => {
  await using under = await underFaults();
  const { place, drill } = under;
  const faults = clusterFaults(place.namespace, '4s').filter(({ name }) => name === 'kill');
  using other = openMachine(known(), place, { changes: { faults, 'steady-state': { web: { 'at-least': 1 } } } });
  const { available: _, ...before } = await place.standing();
  const refused = await firedrill({ cwd: other.folder, state: other.state }, 'run', 'drill.json').ended;
  expect([refused.code, refused.err]).toEqual([
    4,
    expect.stringContaining(`Not injecting: fault kill: run ${runIn(drill.folder)} holds namespace ${place.namespace}`),
  ]);
  expect(await place.standing()).toMatchObject(before);
  drill.signal('SIGINT');
  expect((await drill.ended()).code).toBe(130);
  await expectClusterWhole(place, under.machine);
});

rows('in a cluster, the API server goes away under the faults, and comes back while restoring: everything is restored', async () => {
  await using under = await underFaults();
  const { place, machine, drill, road } = under;
  await road.cut();
  drill.signal('SIGTERM');
  await drill.kind('fault.restoring');
  await sleep(3000);
  await road.mend();
  const { code, err } = await drill.ended();
  expect(code, err).toBe(143);
  await expectClusterWhole(place, machine);
  expect(expectFinished(machine.folder)).toMatchObject({ outcome: 'aborted', by: 'runner' });
});

rows('in a cluster, the API server hangs from the injection on: exit 5, with the kubectl command, and restore later', async () => {
  await using under = await underFaults({ limits: { duration: '2m', restore: '8s', blind: '30s' } });
  const { place, machine, drill, road } = under;
  road.stall();
  drill.signal('SIGINT');
  const { code, out, err } = await drill.ended();
  expect(code, err).toBe(5);
  const [web, flags] = ['deployment/web', 'configmap/flags'];
  const run = runIn(drill.folder);
  expect(`${out}${err}`).toContain(`kubectl --context ${known().context} -n ${place.namespace} scale ${web} --replicas=2`);
  expect(`${out}${err}`).toContain(flags);
  expect((await place.standing()).replicas).toEqual([2, 1]);
  expect(activeIn(machine.state)).toEqual([run]);
  await road.mend();
  const restored = await drill.other('restore');
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining(`Run ${run}: nothing is left.`)]);
  await expectClusterWhole(place, machine);
});

rows('in a cluster, one right is missing that restoring needs: nothing is injected, and the right is named', async () => {
  await using place = await openPlace(known());
  using asked = openMachine(known(), place);
  const token = await tokenWithout({ verb: 'patch', resource: 'deployments/scale' }, asked, place.namespace, known().kubeconfig);
  using machine = openMachine(known(), place, { token });
  const drill = startRun(machine);
  const { code, err } = await drill.ended();
  expect([code, err]).toEqual([
    4,
    expect.stringContaining(
      `Not injecting: fault fewer: this user may not patch deployments/scale "web" in namespace ${place.namespace}, and to restore needs it.`,
    ),
  ]);
  expect(err).not.toContain('fault flag');
  expect(await place.standing()).toEqual(whole);
});
