import type { Restored } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { ownerless } from '../pods/sight.ts';
import { kubectl, lookByHand } from '../pods/words.ts';
import { editsSince, hitOf, missing } from './judge.ts';
import { survey, type Seen } from './survey.ts';
import type { Track } from './track.ts';
import type { PodKillUndo } from './undo.ts';

const poll = ms(500);
/** A kill that was on its way when its sender ended lands within this time, or never. */
const settling = ms(2000);

/** Waits until the victims are gone, and as many pods are available and as many endpoints ready as before. Changes nothing; ends when the signal does. */
export async function waitUntilBack(undo: PodKillUndo, scene: ClusterScene, track: Track | undefined, signal: AbortSignal): Promise<Restored> {
  let seen = await settled(undo, scene, signal);
  if (hitOf(seen) === 0) return { kind: 'restored', note: 'no pod was killed' };
  for (;;) {
    track?.note(seen);
    if (missing(seen).length === 0) return back(seen, track);
    if (!signal.aborted) await scene.clock.sleep(poll, signal);
    if (signal.aborted) return left(seen, undo, scene);
    seen = await survey(undo, scene, signal).catch((error: unknown) => {
      // The time is up: what was seen last is told, and not that a look was cut short.
      if (!signal.aborted) throw error;
      return seen;
    });
  }
}

async function settled(undo: PodKillUndo, scene: ClusterScene, signal: AbortSignal): Promise<Seen> {
  using deadline = scene.clock.deadline(settling, signal);
  for (;;) {
    const seen = await survey(undo, scene, signal);
    if (hitOf(seen) > 0 || deadline.signal.aborted) return seen;
    await scene.clock.sleep(poll, deadline.signal);
  }
}

function back(seen: Seen, track: Track | undefined): Restored {
  const note = [`${hitOf(seen)} gone, and as many ready as before`, track?.times ?? ''].filter((one) => one !== '').join('; ');
  const edits = editsSince(seen);
  return edits.length === 0 ? { kind: 'restored', note } : { kind: 'edited', note: [...edits, note].join('; ') };
}

function left(seen: Seen, { selection }: PodKillUndo, scene: ClusterScene): Restored {
  const look = lookByHand({ ...selection, owner: null }, scene);
  const command = (target: string): string => (target === ownerless ? look : kubectl(scene, 'describe', target));
  return { kind: 'left', left: missing(seen).map(({ target, why }) => ({ target, why, command: command(target) })) };
}
