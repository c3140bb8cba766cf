import type { Pod } from '../../../domain/kubernetes/pods.ts';
import type { ClusterScene } from '../fault.ts';
import { standingNow, type Standing } from '../pods/standing.ts';
import type { ContainerKillUndo, Target } from './undo.ts';

/** What became of a container: `same` as before, `ended` and not back, `back` and ready with a higher restart count, or `gone` with its pod. */
export type Fate = 'same' | 'ended' | 'back' | 'gone';

export interface Seen extends Standing {
  readonly victims: readonly (Target & { readonly fate: Fate })[];
}

export async function survey(undo: ContainerKillUndo, scene: Pick<ClusterScene, 'cluster' | 'namespace'>, signal: AbortSignal): Promise<Seen> {
  const standing = await standingNow(undo, scene, signal);
  return { ...standing, victims: undo.victims.map((victim) => ({ ...victim, fate: fateOf(victim, standing.pods.get(victim.uid)) })) };
}

export function fateOf({ container, restarts, id }: Pick<Target, 'container' | 'restarts' | 'id'>, pod: Pod | undefined): Fate {
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return 'gone';
  const now = pod.status.containerStatuses.find(({ name }) => name === container);
  if (now === undefined) return 'ended';
  if (now.restartCount > restarts) return now.ready && now.state.running !== undefined ? 'back' : 'ended';
  return now.state.running !== undefined && (now.containerID ?? '') === id ? 'same' : 'ended';
}
