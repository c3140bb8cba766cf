/** What every restore in a cluster does around the fault's own. */
import { isClusterError } from '../../domain/kubernetes/cluster-error.ts';
import type { Restored } from '../../domain/plan.ts';
import { reason } from '../../domain/reason.ts';
import { ms } from '../../domain/units.ts';
import type { ClusterScene } from './fault.ts';
import { findKept, forget, isLoad } from './keep.ts';
import { giveTurn, passedOn } from './turn.ts';
import type { ClusterUndo } from './undo.ts';

/** Restores where there may be something of this injection, again and again until the time is up; then removes its record, and gives the turn back. */
export async function takeBack(restore: () => Promise<Restored>, undo: ClusterUndo, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  const unlessPassedOn = async (): Promise<Restored> => {
    const other = await passedOn(scene, signal);
    return other === undefined ? restore() : { kind: 'restored', note: `nothing of it is there: ${other}` };
  };
  const restored = await insist(unlessPassedOn, undo, scene, signal);
  return restored.kind === 'left' ? restored : tidy(restored, scene, signal);
}

const between = ms(500);

/** An API server that is away or busy for a moment is no reason to leave a fault: asked again until the time is up. */
export async function insist(
  restore: () => Promise<Restored>,
  { targets, manual }: ClusterUndo,
  { clock }: Pick<ClusterScene, 'clock'>,
  signal: AbortSignal,
): Promise<Restored> {
  let why: string | undefined;
  for (;;) {
    try {
      return await restore();
    } catch (error) {
      const passing = isPassing(error);
      // Where the time ran out while asking, what was answered before says more.
      if (passing || why === undefined) why = reason(error);
      if (!passing && !signal.aborted) throw error;
      if (!signal.aborted) await clock.sleep(between, signal);
      const state = why;
      if (signal.aborted) return { kind: 'left', left: targets.map((target) => ({ target, why: state, command: manual })) };
    }
  }
}

const isPassing = (error: unknown): boolean => isClusterError(error, 'unreachable', 'timeout', 'server', 'too many', 'conflict');

/** The fault is out: nobody waits for its record for long. */
const tidying = ms(5000);

/** Takes the record and the turn out of the cluster. What stays of them breaks nothing: sweep finds nothing to restore, and removes them. */
async function tidy(restored: Exclude<Restored, { kind: 'left' }>, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  using deadline = scene.clock.deadline(tidying, signal);
  let why: string | undefined;
  for (;;) {
    try {
      await removeRecord(scene, deadline.signal);
      return restored;
    } catch (error) {
      const passing = isPassing(error);
      if (passing || why === undefined) why = reason(error);
      if (passing) await scene.clock.sleep(between, deadline.signal);
      if (passing && !deadline.signal.aborted) continue;
      const note = [restored.note, `its record in the cluster could not be removed (${why}): firedrill sweep does`].filter((one) => one !== undefined);
      return { ...restored, note: note.join('; ') };
    }
  }
}

/** Removes the record of an injection of which nothing is there, and gives the turn back with the last one of its run. */
export async function removeRecord(scene: ClusterScene, signal: AbortSignal): Promise<void> {
  await forget(scene, scene.injection, signal);
  const others = await findKept(scene.cluster, { namespace: scene.namespace, run: scene.run }, scene.clock.wall(), signal);
  if (others.every((one) => one.map.metadata.name === scene.injection || isLoad(one))) await giveTurn(scene, signal);
}
