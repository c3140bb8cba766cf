import type { Leftover, Restored } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { editsSince, type Missing } from './back.ts';
import type { StandingRecord } from './record.ts';
import { ownerless } from './sight.ts';
import type { Standing } from './standing.ts';
import { kubectl, lookByHand } from './words.ts';

const poll = ms(500);
/** What was on its way when its sender ended lands within this time, or never. */
const settling = ms(2000);

export interface Watch<S extends Pick<Standing, 'groups' | 'services'>> {
  /** What the fault wrote down. */
  readonly record: Pick<StandingRecord, 'selection'>;
  see(signal: AbortSignal): Promise<S>;
  /** How many were hit. */
  hit(seen: S): number;
  missing(seen: S): readonly Missing[];
  /** What to tell of a recovery; asked at every look, so that times can be taken. */
  note(seen: S): string;
  /** What to tell where nobody was hit. */
  readonly untouched: string;
}

/** Waits until nothing is missing any more. Changes nothing; ends when the signal does. */
export async function waitUntilBack<S extends Pick<Standing, 'groups' | 'services'>>(
  watch: Watch<S>,
  scene: ClusterScene,
  signal: AbortSignal,
): Promise<Restored> {
  let seen = await settled(watch, scene, signal);
  if (watch.hit(seen) === 0) return { kind: 'restored', note: watch.untouched };
  for (;;) {
    const note = watch.note(seen);
    if (watch.missing(seen).length === 0) return back(note, editsSince(seen));
    if (!signal.aborted) await scene.clock.sleep(poll, signal);
    if (signal.aborted) return { kind: 'left', left: byHand(watch.missing(seen), watch.record, scene) };
    seen = await watch.see(signal).catch((error: unknown) => {
      // The time is up: what was seen last is told, and not that a look was cut short.
      if (!signal.aborted) throw error;
      return seen;
    });
  }
}

async function settled<S extends Pick<Standing, 'groups' | 'services'>>(watch: Watch<S>, { clock }: ClusterScene, signal: AbortSignal): Promise<S> {
  using deadline = clock.deadline(settling, signal);
  for (;;) {
    const seen = await watch.see(signal);
    if (watch.hit(seen) > 0 || deadline.signal.aborted) return seen;
    await clock.sleep(poll, deadline.signal);
  }
}

function back(note: string, edits: readonly string[]): Restored {
  return edits.length === 0 ? { kind: 'restored', note } : { kind: 'edited', note: [...edits, note].join('; ') };
}

function byHand(missing: readonly Missing[], { selection }: Watch<Standing>['record'], scene: ClusterScene): Leftover[] {
  const look = lookByHand({ ...selection, owner: null }, scene);
  return missing.map(({ target, why }) => ({ target, why, command: target === ownerless ? look : kubectl(scene, 'describe', target) }));
}
