/** A signal to a runner whose faults are in a real cluster, right after something has happened there. */
import { expect } from 'vitest';
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import type { Place } from './cluster-place.ts';
import { expectClusterWhole, killBoth, openMachine, startRun } from './cluster-run.ts';
import { expectFinished } from './drill.ts';
import { firedrill } from './programs.ts';
import type { Running } from './running.ts';
import { askedTo, everyMoment, goneAt, moments, type Moment } from './signals.ts';

/** These runs start no application; and once they have recovered, the verdict is as quick as a signal. */
export const clusterMoments = everyMoment.filter((moment) => moment !== 'application.started' && moment !== 'recovery.reached');

/** While there may be something in the cluster. */
export const changing = clusterMoments.slice(clusterMoments.indexOf('fault.prepared'), clusterMoments.indexOf('verdict.reached'));

async function until(moment: Moment, drill: Running): Promise<void> {
  if (moment === 'run.halted') {
    await drill.kind('fault.present');
    // Whoever aborts is no signal: what comes after it meets a run that is halting already.
    void drill.other('abort', '--all');
  }
  await drill.event(moments[moment]);
}

/** Asked to end: everything is restored first. Killed: the guardian restores. */
export async function signalled(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL', moment: Moment, place: Place, address: Required<ClusterAddress>): Promise<void> {
  using machine = openMachine(address, place);
  using drill = startRun(machine, '--json');
  await until(moment, drill);
  const nothingLeft = (): Promise<void> => expectClusterWhole(place, machine);
  await (signal === 'SIGKILL' ? goneAt(drill, signal, moment, nothingLeft) : askedTo(drill, signal, moment, nothingLeft));
}

/** Both are killed: another machine restores from the cluster alone, and the first one then finds nothing left. */
export async function bothKilled(moment: Moment, place: Place, address: Required<ClusterAddress>): Promise<void> {
  using machine = openMachine(address, place);
  using other = openMachine(address, place);
  using drill = startRun(machine, '--json');
  await until(moment, drill);
  const run = await killBoth(drill);
  await place.age();
  const restored = await firedrill({ cwd: other.folder, state: other.state }, 'restore', run, '--cluster').ended;
  expect(restored.code, restored.out + restored.err).toBe(0);
  expect((await place.standing()).ours).toEqual([]);
  const own = await drill.other('restore');
  expect(own.code, own.out + own.err).toBe(0);
  await expectClusterWhole(place, machine);
  expect(expectFinished(machine.folder).by).toBe('restore');
}
