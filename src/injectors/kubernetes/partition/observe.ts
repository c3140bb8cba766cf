import { policies } from '../../../domain/kubernetes/surroundings.ts';
import type { Observation } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import type { KeptAlive } from './kept-alive.ts';
import { peerAddresses } from './look.ts';
import { exceptIn, isAsMade } from './policy.ts';
import { aGlance, tryFresh } from './prove.ts';
import type { PartitionUndo } from './undo.ts';

/** The policy stands, and, where there is a proof, what it cuts cannot talk. Nobody can see in the API whether anything enforces policies. */
export async function observe({ cut, proof }: PartitionUndo, scene: ClusterScene, kept: KeptAlive | undefined, signal: AbortSignal): Promise<Observation> {
  const { cluster, namespace, injection } = scene;
  const [policy, addresses, tried] = await Promise.all([
    cluster.get(policies, { namespace, name: injection }, signal),
    peerAddresses(cut, scene, signal),
    proof === null ? undefined : tryFresh(proof, scene, signal, aGlance),
  ]);
  if (policy === undefined) return { presence: 'absent' };
  if (!isAsMade(policy, cut)) return { presence: 'partly', detail: `somebody has changed networkpolicy/${injection}` };
  const known = exceptIn(policy);
  const fresh = addresses.filter((one) => !known.has(one));
  if (fresh.length > 0) return { presence: 'partly', detail: `peers have come since, and are let through until the next renewal: ${fresh.join(', ')}` };
  if (tried === undefined) return { presence: 'unknown', detail: 'the policy stands; without prove nobody can see whether anything enforces it' };
  switch (tried.kind) {
    case 'talks':
      return { presence: 'partly', detail: `the policy stands, and has no effect: ${tried.how} can talk` };
    case 'cut':
      return kept === 'survives'
        ? { presence: 'partly', detail: 'fresh connections are cut; one that stood before survives: who keeps connections does not notice' }
        : { presence: 'present', detail: `fresh connections are cut; ${wordOnKept(kept)}` };
    case 'unknown':
    case 'nowhere':
      return { presence: 'unknown', detail: tried.why };
  }
}

function wordOnKept(kept: Exclude<KeptAlive, 'survives'> | undefined): string {
  return kept === 'cut' ? 'one that stood before was cut too' : 'whether those are that stood before is not known';
}
