/** Who is at work renews, also where it takes its time: a sweeper would take its faults for those of a dead run, and another run its namespace. */
import { ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterScene } from './fault.ts';
import { findKept, renewKept, type Found } from './keep.ts';
import { sweptAfter } from './names.ts';
import { renewTurn } from './turn.ts';

const often = ms(15_000);

/** Renews the record in the cluster and the turn, and the turns of other namespaces, while an injection is not in place yet: nobody else does before. */
export function stayInCharge(scene: ClusterScene, signal: AbortSignal, others: readonly string[] = []): () => Promise<void> {
  const turns = [scene.namespace, ...others];
  return nowAndThen(scene.clock, async () => {
    await Promise.allSettled([renewKept(scene, scene.injection, signal), ...turns.map((namespace) => renewTurn({ ...scene, namespace }, signal))]);
  });
}

/** The same scene for a restore: each of its waits renews what the run has in this namespace, that for which it is not its turn yet too. What is dead stays dead. */
export function aliveMeanwhile(scene: ClusterScene, signal: AbortSignal): ClusterScene {
  const { clock } = scene;
  const stay = nowAndThen(clock, async () => {
    await renewRun(scene, signal).catch(() => undefined);
  });
  const renewing: Clock = {
    now: () => clock.now(),
    wall: () => clock.wall(),
    deadline: (time, parent) => clock.deadline(time, parent),
    sleep: async (time, parent) => {
      await stay();
      await clock.sleep(time, parent);
    },
  };
  return { ...scene, clock: renewing };
}

function nowAndThen(clock: Pick<Clock, 'now'>, act: () => Promise<void>): () => Promise<void> {
  let last = clock.now();
  return async () => {
    if (clock.now() - last < often) return;
    last = clock.now();
    await act();
  };
}

async function renewRun(scene: ClusterScene, signal: AbortSignal): Promise<void> {
  const { cluster, namespace, run, injection, clock } = scene;
  const found = (await findKept(cluster, { namespace, run }, clock.wall(), signal)).filter(isAlive);
  const names = found.map(({ map }) => map.metadata.name);
  if (!names.includes(injection)) return;
  await Promise.allSettled([...names.map((name) => renewKept(scene, name, signal)), renewTurn(scene, signal)]);
}

function isAlive({ age }: Found): boolean {
  return typeof age === 'number' && age <= sweptAfter;
}
