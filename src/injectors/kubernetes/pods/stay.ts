import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { renewKept } from '../keep.ts';
import { renewTurn } from '../turn.ts';

const often = ms(15_000);

/** Renews the record in the cluster and the turn, where an injection takes its time: nobody else renews before it is in place. */
export function stayInCharge(scene: ClusterScene, signal: AbortSignal): () => Promise<void> {
  let renewed = scene.clock.now();
  return async () => {
    if (scene.clock.now() - renewed < often) return;
    renewed = scene.clock.now();
    await Promise.allSettled([renewKept(scene, scene.injection, signal), renewTurn(scene, signal)]);
  };
}
