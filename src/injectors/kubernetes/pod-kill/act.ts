import type { Applied, Observation } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { choose, drawFrom, isChoice, shareOf } from '../pods/choose.ts';
import type { Budgets } from '../pods/refuse.ts';
import { victimOf } from '../pods/sight.ts';
import { stayInCharge } from '../stay.ts';
import { waitUntilBack } from '../pods/wait.ts';
import { goneOf, hitOf, missing, present } from './judge.ts';
import { killOne } from './kill.ts';
import { Margin } from './margin.ts';
import type { PodKillSpec } from './schema.ts';
import { survey } from './survey.ts';
import { Track, tracksIn } from './track.ts';
import type { PodKillUndo } from './undo.ts';

/** How long a refused kill is tried again where the file does not say how long the fault stays. */
const patience = ms(60_000);
const type = 'kubernetes.pod-kill';

export function createPodKill(): ClusterActs<PodKillSpec, PodKillUndo> {
  return {
    preflight: async (spec, scene, signal) => {
      const { choice } = await choose(type, spec, budgetsFor(spec), scene, signal);
      return isChoice(choice) ? [] : choice;
    },
    share: (spec, scene, signal) => shareOf(type, spec, scene, signal),
    prepare,
    apply: async (undo, scene, signal) => {
      const { members } = await survey(undo, scene, signal);
      const track = new Track(scene.clock, new Set(members.map(({ metadata }) => metadata.uid)));
      tracksIn(scene.cluster).set(scene.injection, track);
      return killAll(undo, scene, track, signal);
    },
    observe: async (undo, scene, signal) => observe(undo, scene, tracksIn(scene.cluster).get(scene.injection), signal),
    restore: (undo, scene, signal) => restore(undo, scene, tracksIn(scene.cluster).get(scene.injection), signal),
  };
}

const budgetsFor = ({ via, onRefusal }: PodKillSpec): Budgets => (via === 'delete' ? 'ignored' : onRefusal === 'wait' ? 'patient' : 'strict');

const prepare: ClusterActs<PodKillSpec, PodKillUndo>['prepare'] = async (spec, scene, signal) => {
  // What the budgets say counts at the kill: the API answers for it there.
  const { victims, record, manual } = await drawFrom(await choose(type, spec, 'ignored', scene, signal), scene, signal);
  const undo: PodKillUndo = {
    ...record,
    victims: victims.map(victimOf),
    via: spec.via,
    onRefusal: spec.onRefusal,
    patience: scene.for ?? patience,
    grace: spec.grace,
  };
  return { targets: undo.victims.map(({ name }) => `pod/${name}`), undo, manual };
};

/** One after the other; after one that may not be killed none is. What is left half-way: those killed so far, which their workloads bring back. */
async function killAll(undo: PodKillUndo, scene: ClusterScene, track: Track, signal: AbortSignal): Promise<Applied> {
  using deadline = scene.clock.deadline(ms(undo.patience), signal);
  const stay = stayInCharge(scene, signal);
  const margin = new Margin(undo, scene);
  for (const victim of undo.victims) {
    const outcome = await killOne(victim, { undo, scene, margin, patience: deadline.signal, signal, stay });
    track.add(victim, outcome);
    if (outcome.kind === 'unclear') return { kind: 'unclear', why: outcome.why };
    if (outcome.kind === 'refused') break;
  }
  return { kind: 'applied', detail: { seed: undo.seed } };
}

async function observe(undo: PodKillUndo, scene: ClusterScene, track: Track | undefined, signal: AbortSignal): Promise<Observation> {
  const seen = await survey(undo, scene, signal);
  track?.note(seen);
  const lost = track?.lost ?? 0;
  const hits = Math.max(0, goneOf(seen) - lost);
  const said = [`${hits} of ${undo.victims.length} gone`, track?.times ?? '', track?.excuses ?? ''].filter((one) => one !== '').join('; ');
  const presence = present(seen, lost);
  // A workload may be quicker than the first look: what all victims are gone for was there.
  const quick = presence === 'absent' && track?.fresh === true && hits === undo.victims.length;
  if (track !== undefined) track.fresh = false;
  return { presence: quick ? 'present' : presence, hits, detail: said };
}

const restore = (undo: PodKillUndo, scene: ClusterScene, track: Track | undefined, signal: AbortSignal): ReturnType<typeof waitUntilBack> =>
  waitUntilBack(
    {
      record: undo,
      see: (signal) => survey(undo, scene, signal),
      hit: hitOf,
      missing,
      note: (seen) => {
        track?.note(seen);
        return [`${hitOf(seen)} gone, and as many ready as before`, track?.times ?? ''].filter((one) => one !== '').join('; ');
      },
      untouched: 'no pod was killed',
    },
    scene,
    signal,
  );
