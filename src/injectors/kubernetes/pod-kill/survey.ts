import type { Pod } from '../../../domain/kubernetes/pods.ts';
import type { ClusterScene } from '../fault.ts';
import { standingNow, type Standing } from '../pods/standing.ts';
import type { PodKillUndo, Victim } from './undo.ts';

/** How victims, their workloads and Services stand now. */
export interface Seen extends Standing {
  readonly victims: readonly (Victim & { readonly state: 'alive' | 'ending' | 'gone' })[];
}

export async function survey(undo: PodKillUndo, scene: Pick<ClusterScene, 'cluster' | 'namespace'>, signal: AbortSignal): Promise<Seen> {
  const standing = await standingNow(undo, scene, signal);
  return { ...standing, victims: undo.victims.map((victim) => ({ ...victim, state: stateOf(standing.pods.get(victim.uid)) })) };
}

function stateOf(pod: Pod | undefined): 'alive' | 'ending' | 'gone' {
  if (pod === undefined) return 'gone';
  return pod.metadata.deletionTimestamp === undefined ? 'alive' : 'ending';
}
