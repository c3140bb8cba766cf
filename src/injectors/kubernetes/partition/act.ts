import type { Refusal } from '../../../domain/plan.ts';
import { Refused, refuseIf } from '../../../domain/refused.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { kubectl } from '../pods/words.ts';
import { keepAlive, type KeptAlive } from './kept-alive.ts';
import { look } from './look.ts';
import { observe } from './observe.ts';
import { tryFresh } from './prove.ts';
import { against } from './refusals.ts';
import { restore } from './restore.ts';
import type { PartitionSpec } from './schema.ts';
import { create, renew } from './there.ts';
import type { PartitionUndo, Proof } from './undo.ts';

export function createPartition(): ClusterActs<PartitionSpec, PartitionUndo> {
  /** What became of a connection that stood before, by injection: only who cut it knows. */
  const kept = new Map<string, KeptAlive>();
  return {
    preflight: async (spec, scene, signal) => refusals(spec, scene, signal),
    share: async ({ cut }, scene, signal) => {
      const view = await look(cut, scene, signal);
      return typeof view === 'string' ? undefined : { hit: view.pods.length, of: view.all };
    },
    prepare: async ({ cut, proof }, scene, signal) => {
      const view = await look(cut, scene, signal);
      if (typeof view === 'string') throw new Refused([missing(view)]);
      refuseIf(against(view, cut, whose(scene)));
      const targets = [`networkpolicy/${scene.injection}`, ...view.pods.map(({ metadata }) => `pod/${metadata.name}`)];
      return { targets, undo: { cut, proof }, manual: kubectl(scene, 'delete', 'networkpolicy', scene.injection) };
    },
    apply: async (undo, scene, signal) => {
      const { proof } = undo;
      const watched = proof === null ? undefined : await keepAlive(proof, scene, signal);
      await create(undo, scene, signal);
      if (proof !== null && watched !== undefined) {
        await untilCut(proof, scene, signal);
        kept.set(scene.injection, await watched.verdict(signal));
      }
      return { kind: 'applied' };
    },
    observe: async (undo, scene, signal) => observe(undo, scene, kept.get(scene.injection), signal),
    renew,
    restore,
  };
}

const whose = (scene: ClusterScene) => ({ namespace: scene.namespace, self: scene.env('HOSTNAME'), optIn: scene.optIn });

function missing(namespace: string): Refusal {
  return { why: `there is no namespace ${namespace}`, hint: 'Correct peers-in.' };
}

async function refusals({ cut, proof }: PartitionSpec, scene: ClusterScene, signal: AbortSignal): Promise<readonly Refusal[]> {
  const view = await look(cut, scene, signal);
  if (typeof view === 'string') return [missing(view)];
  const found = against(view, cut, whose(scene));
  if (found.length > 0 || proof === null) return found;
  const tried = await tryFresh(proof, scene, signal);
  if (tried.kind === 'talks') return [];
  const why = tried.kind === 'cut' ? `${tried.how} before anything is cut` : `whether the two can talk is not known: ${tried.why}`;
  return [{ why, hint: 'prove.run has to end with 0 while they can.' }];
}

const looking = ms(200);
const showing = ms(5000);

async function untilCut(proof: Proof, scene: ClusterScene, signal: AbortSignal): Promise<void> {
  using deadline = scene.clock.deadline(showing, signal);
  while (!deadline.signal.aborted && (await tryFresh(proof, scene, signal)).kind !== 'cut') await scene.clock.sleep(looking, deadline.signal);
}
