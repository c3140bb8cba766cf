import type { Applied, Observation } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { renewKept } from '../keep.ts';
import { hitCount } from '../pods/draw.ts';
import { renewTurn } from '../turn.ts';
import { choose, isChoice, prepare } from './choose.ts';
import { goneOf, present } from './judge.ts';
import { killOne } from './kill.ts';
import { waitUntilBack } from './restore.ts';
import type { PodKillSpec } from './schema.ts';
import { survey } from './survey.ts';
import { Track } from './track.ts';
import type { PodKillUndo } from './undo.ts';

const renewal = ms(15_000);

export function createPodKill(): ClusterActs<PodKillSpec, PodKillUndo> {
  /** Of this process's own injections; another process knows how things are, and not how they came to be. */
  const tracks = new Map<string, Track>();
  return {
    preflight: async (spec, scene, signal) => {
      const [, choice] = await choose(spec, scene, signal, spec.via === 'evict');
      return isChoice(choice) ? [] : choice;
    },
    share: async (spec, scene, signal) => {
      const [{ matched }, choice] = await choose(spec, scene, signal, false);
      const hit = isChoice(choice) ? hitCount(choice) : undefined;
      return typeof hit === 'number' ? { hit, of: matched.length } : undefined;
    },
    prepare,
    apply: async (undo, scene, signal) => {
      const track = new Track(scene.clock, new Set((await survey(undo, scene, signal)).members.map(({ metadata }) => metadata.uid)));
      tracks.set(scene.injection, track);
      return killAll(undo, scene, track, signal);
    },
    observe: async (undo, scene, signal) => observe(undo, scene, tracks.get(scene.injection), signal),
    restore: (undo, scene, signal) => waitUntilBack(undo, scene, tracks.get(scene.injection), signal),
  };
}

/** One after the other; after one that may not be killed none is. What is left half-way: those killed so far, which their workloads bring back. */
async function killAll(undo: PodKillUndo, scene: ClusterScene, track: Track, signal: AbortSignal): Promise<Applied> {
  using deadline = scene.clock.deadline(ms(undo.patience), signal);
  let renewed = scene.clock.now();
  const stay = async (): Promise<void> => {
    if (scene.clock.now() - renewed < renewal) return;
    renewed = scene.clock.now();
    await Promise.allSettled([renewKept(scene, scene.injection, signal), renewTurn(scene, signal)]);
  };
  for (const victim of undo.victims) {
    const outcome = await killOne(victim, { undo, scene, patience: deadline.signal, signal, stay });
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
