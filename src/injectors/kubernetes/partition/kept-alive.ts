import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { run, type Tried } from './prove.ts';
import type { Proof } from './undo.ts';

/** What became of a connection that was there before the cut: enforcers differ, and Kubernetes leaves it to them. Source: Kubernetes docs, "Network Policies", pod lifecycle. */
export type KeptAlive = 'cut' | 'survives' | 'unknown';

/** How long a connection has to stand before it is cut, and to break after. */
const settling = ms(2000);
const breaking = ms(4000);

export interface Watched {
  /** Ends the watch, and says what became of it. */
  verdict(signal: AbortSignal): Promise<KeptAlive>;
}

/** Opens one and keeps it busy, if the file says how; settles when it has had two seconds to stand. The program in the pod ends by itself. */
export async function keepAlive(proof: Proof, scene: ClusterScene, signal: AbortSignal): Promise<Watched | undefined> {
  if (proof.keptAlive === null) return undefined;
  const watch = new AbortController();
  const both = AbortSignal.any([watch.signal, signal]);
  let ended: KeptAlive | undefined;
  const ending = run(proof, proof.keptAlive, scene, both).then(
    (tried) => (ended = whatBecame(tried)),
    // An exec is let go of after ten seconds: then it was still talking.
    (error: unknown) => (ended ??= isClusterError(error, 'timeout') ? 'survives' : 'unknown'),
  );
  await scene.clock.sleep(settling, signal);
  const early = ended;
  return {
    verdict: async (until) => {
      if (early !== undefined) return 'unknown';
      using deadline = scene.clock.deadline(breaking, until);
      await Promise.race([ending, new Promise<void>((resolve) => deadline.signal.addEventListener('abort', () => resolve(), { once: true }))]);
      const verdict = ended ?? 'survives';
      watch.abort();
      return verdict;
    },
  };
}

/** One that came to its own end in peace was not cut. One that broke without having said a word may never have stood: its pod may be slow. */
function whatBecame(tried: Tried): KeptAlive {
  if (tried.kind === 'talks') return 'survives';
  return tried.kind === 'cut' && tried.said ? 'cut' : 'unknown';
}
