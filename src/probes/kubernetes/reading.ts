/** What was read, as one number; pure. What is not there is blind, never zero. */
import type { Pod } from '../../domain/kubernetes/pods.ts';
import type { EndpointSlice } from '../../domain/kubernetes/surroundings.ts';
import type { Measurement } from '../../domain/sample.ts';
import type { WorkloadState } from './workload.ts';

export const blind = (reason: string): Measurement => ({ kind: 'blind', reason });
const good = (value: number): Measurement => ({ kind: 'good', value });

/** @param called how people name the workload: `deployment/storefront`. */
export function readWorkload(measure: 'ready-replicas' | 'available-ratio' | 'rolled-out', state: WorkloadState, called: string): Measurement {
  const { wanted, ready, available, rolledOut } = state;
  if (measure === 'ready-replicas') return good(ready);
  // Of no pods all are available, and that is no evidence of anything.
  if (wanted === 0) return blind(`${called} wants no pods`);
  // While a rollout surges, more than the wanted ones may be available.
  return measure === 'rolled-out' ? good(rolledOut ? 1 : 0) : good(Math.min(1, available / wanted));
}

/**
 * One pod may stand in several slices, of both address families or while they are rearranged, and counts once.
 * Source: Kubernetes docs, "EndpointSlices", "Duplicate endpoints".
 */
export function readEndpoints(slices: readonly EndpointSlice[], called: string): Measurement {
  if (slices.length === 0) return blind(`${called} has no EndpointSlices: there is no such Service, or nothing that keeps them`);
  const ready = slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready !== false);
  return good(new Set(ready.flatMap(({ targetRef, addresses }) => targetRef?.uid ?? addresses)).size);
}

/** Pods that are accepted and do not run yet: not scheduled, or their images not there. One that is on its way out is not waited for. */
export function readPending(pods: readonly Pod[], called: string): Measurement {
  if (pods.length === 0) return blind(`${called} has no pods`);
  return good(pods.filter(({ metadata, status }) => status.phase === 'Pending' && metadata.deletionTimestamp === undefined).length);
}
