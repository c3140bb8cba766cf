import type { Applied, Observation } from '../../../domain/plan.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { choose, isChoice, shareOf } from '../pods/choose.ts';
import { stayInCharge } from '../stay.ts';
import { waitUntilBack } from '../pods/wait.ts';
import { hitOf, missing, present } from './judge.ts';
import { killOne } from './kill.ts';
import { againstAny, prepare } from './prepare.ts';
import type { ContainerKillSpec } from './schema.ts';
import { survey } from './survey.ts';
import { type, type ContainerKillUndo } from './undo.ts';

/** What this process knows of an injection of its own. */
interface Mine {
  /** Whether nobody has looked since the kill: a container may be back before the first look. */
  fresh: boolean;
  readonly excuses: readonly string[];
}

export function createContainerKill(): ClusterActs<ContainerKillSpec, ContainerKillUndo> {
  const known = new Map<string, Mine>();
  return {
    preflight: async (spec, scene, signal) => {
      const { choice } = await choose(type, spec, 'ignored', scene, signal);
      return isChoice(choice) ? againstAny(choice, spec.container, scene, signal) : choice;
    },
    share: (spec, scene, signal) => shareOf(type, spec, scene, signal),
    prepare,
    apply: async (undo, scene, signal) => {
      const excuses: string[] = [];
      known.set(scene.injection, { fresh: true, excuses });
      return killAll(undo, scene, excuses, signal);
    },
    observe: async (undo, scene, signal) => observe(undo, scene, known.get(scene.injection), signal),
    restore: async (undo, scene, signal) =>
      waitUntilBack(
        {
          record: undo,
          see: (signal) => survey(undo, scene, signal),
          hit: hitOf,
          missing,
          note: (seen) => `${hitOf(seen)} restarted and ready again`,
          untouched: 'no container has ended',
        },
        scene,
        signal,
      ),
  };
}

/** One after the other; after one that was not killed none is. What is left half-way: containers that ended, which their kubelets start again. */
async function killAll(undo: ContainerKillUndo, scene: ClusterScene, excuses: string[], signal: AbortSignal): Promise<Applied> {
  const stay = stayInCharge(scene, signal);
  for (const target of undo.victims) {
    signal.throwIfAborted();
    await stay();
    const outcome = await killOne(target, undo, scene, signal);
    if (outcome.kind === 'killed') continue;
    excuses.push(`pod/${target.name}: ${outcome.why}`);
    if (outcome.kind === 'unclear') return { kind: 'unclear', why: outcome.why };
    break;
  }
  return { kind: 'applied', detail: { seed: undo.seed } };
}

async function observe(undo: ContainerKillUndo, scene: ClusterScene, mine: Mine | undefined, signal: AbortSignal): Promise<Observation> {
  const seen = await survey(undo, scene, signal);
  const hits = hitOf(seen);
  const back = seen.victims.filter(({ fate }) => fate === 'back').length;
  const presence = present(seen);
  const quick = presence === 'absent' && mine?.fresh === true && hits === undo.victims.length;
  if (mine !== undefined) mine.fresh = false;
  return {
    presence: quick ? 'present' : presence,
    hits,
    detail: [`${hits} of ${undo.victims.length} ended, ${back} back`, ...(mine?.excuses ?? [])].join('; '),
  };
}
