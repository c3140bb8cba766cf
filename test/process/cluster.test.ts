import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi, type TestContext } from 'vitest';
import { takenByAnother } from '../injectors/kubernetes/taken.ts';
import { realCluster } from '../kubernetes/real.ts';
import { openTown, type Town } from './cluster-drill.ts';
import { recordOf, runIn } from './drill.ts';
import { activeIn } from './outside.ts';
import { until } from './programs.ts';

// A busy machine makes each start of the program, and each pod, take seconds.
vi.setConfig({ testTimeout: 240_000 });

const address = realCluster();

function town({ skip }: TestContext): Promise<Town> {
  if (address === undefined) return skip('no cluster to test on');
  return openTown(address);
}

test.concurrent('runner and guardian are killed, and their disk is gone: restore --cluster takes the fault out, from any machine', async (context) => {
  await using here = await town(context);
  using first = here.machine();
  using other = here.machine();
  const { run, kill } = await here.underway(first);
  await kill();
  rmSync(first.folder, { recursive: true });
  expect(await here.replicas()).toBe(1);
  // Nobody elsewhere can know that the runner is dead, until it has not been heard of for a minute.
  const early = await other.firedrill('restore', run, '--cluster');
  expect([early.code, early.err]).toEqual([
    4,
    expect.stringMatching(new RegExp(`^Cannot restore ${run}: it may be alive: its record in the cluster was renewed .* ago`)),
  ]);
  expect(await here.replicas()).toBe(1);
  await here.age();
  const restored = await other.firedrill('restore', run, '--cluster');
  expect([restored.code, restored.out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^fd-${run}-1 \\(.*web.*\\): restored and seen to be gone, in .*\nNothing is left in namespace `)),
  ]);
  expect(await here.isClean()).toBe(true);
  const again = await other.firedrill('restore', run, '--cluster');
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^Nothing to restore in namespace /)]);
});

test.concurrent('runner and guardian are killed: restore --cluster on their own machine need not wait, and gives the locks back', async (context) => {
  await using here = await town(context);
  using machine = here.machine();
  const { run, kill } = await here.underway(machine);
  await kill();
  expect(activeIn(machine.state)).toEqual([run]);
  const { code, out } = await machine.firedrill('restore', run, '--cluster', '--environment', 'test');
  expect([code, out]).toEqual([0, expect.stringContaining(`Run ${run}: nothing is left.`)]);
  expect([await here.isClean(), activeIn(machine.state)]).toEqual([true, []]);
});

test.concurrent('sweep takes out what dead runs have left in a cluster, and lets a run be that lives', async (context) => {
  await using here = await town(context);
  await using neighbours = await town(context);
  using first = here.machine();
  using second = neighbours.machine();
  using other = here.machine();
  const dead = await here.underway(first);
  await dead.kill();
  await here.age();
  const alive = await neighbours.underway(second);
  const { code, out } = await other.firedrill(
    'sweep',
    '--json',
    '--context',
    address?.context ?? '',
    '--kubeconfig',
    address?.kubeconfig ?? '',
    '--namespace',
    here.namespace,
  );
  expect([code, JSON.parse(out)]).toMatchObject([
    0,
    { restored: [{ run: dead.run, type: 'kubernetes.scale', namespace: here.namespace }], left: [], unreadable: [] },
  ]);
  expect(await here.isClean()).toBe(true);
  const next = await second.firedrill('sweep');
  expect([next.code, next.out]).toEqual([0, expect.stringContaining(`let be: run ${alive.run} renewed it`)]);
  expect(await neighbours.replicas()).toBe(1);
  await alive.kill();
  await neighbours.age();
  expect((await second.firedrill('sweep', '--run', alive.run)).code).toBe(0);
  expect(await neighbours.isClean()).toBe(true);
});

test.concurrent('another run takes the namespace after preflight has found it free: the run is refused, and has changed nothing', async (context) => {
  await using here = await town(context);
  using machine = here.machine();
  const cli = machine.start('run', 'short.json');
  await until('preflight is over', () => cli.said().includes('warm-up, nothing injected'), 90_000);
  const giveBack = await takenByAnother(here.cluster, here.namespace);
  const { code, out, err } = await cli.ended;
  const events = recordOf(machine.folder, runIn(machine.folder));
  const [prepared, refused] = (['fault.prepared', 'fault.refused'] as const).map((kind) => events.find((event) => event.kind === kind)?.at ?? NaN);
  expect([code, await here.replicas()], err).toEqual([4, 2]);
  const said = `Not injecting: fault half: run other1 holds namespace ${here.namespace} .*\n +Wait for it; if it is gone: firedrill restore other1 --cluster\\.`;
  expect(err).toMatch(new RegExp(` inject +${said}`));
  expect(out).toMatch(new RegExp(`^REFUSED .*\n${said}`, 'm'));
  // It neither waits for a fault that never came, nor takes one out.
  expect((refused ?? NaN) - (prepared ?? NaN)).toBeLessThan(10_000);
  expect(events.map(({ kind }) => kind)).not.toContain('fault.restoring');
  expect([await here.records(), activeIn(machine.state)]).toEqual([[], []]);
  const nothing = await machine.firedrill('restore');
  expect([nothing.code, await here.replicas()], nothing.out + nothing.err).toEqual([0, 2]);
  await giveBack();
  expect(await here.isClean()).toBe(true);
});

test.concurrent('a run in a namespace in which a dead run has left a fault is refused, and says how to take it out', async (context) => {
  await using here = await town(context);
  using first = here.machine();
  using other = here.machine();
  const { run, kill } = await here.underway(first);
  await kill();
  rmSync(join(first.folder, '.firedrill'), { recursive: true });
  const refused = await other.firedrill('run', 'drill.json');
  expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(new RegExp(`Not injecting: .*run ${run} holds namespace ${here.namespace}`))]);
  expect(refused.err).toContain(`firedrill restore ${run} --cluster`);
  await here.age();
  expect((await other.firedrill('restore', run, '--cluster')).code).toBe(0);
  const held = await other.firedrill('run', 'short.json');
  expect([held.code, await here.isClean()], held.out + held.err).toEqual([0, true]);
});
