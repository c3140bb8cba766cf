/** What is decided about replica counts, from numbers alone. */
import { called } from '../../../domain/kubernetes/resource.ts';
import type { Autoscaler } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import { show } from '../../../domain/units.ts';
import type { Workload } from '../pods/workload.ts';
import type { Replicas } from './schema.ts';

/** A share is rounded up, towards keeping more. */
export function countOf(replicas: Replicas, present: number): number {
  if ('count' in replicas) return replicas.count;
  // 0.1 × 30 is a little more than 3 here, and means 3.
  return Math.ceil(Number((replicas.share * present).toFixed(9)));
}

export function showReplicas(replicas: Replicas): string {
  return 'count' in replicas ? `${replicas.count}` : `${show(replicas.share, 'ratio')} of those that are there, rounded up`;
}

/** Pods that it takes away, or adds: as many as are there at most. */
export function shareOf(prior: number, ours: number): TargetShare {
  return { hit: Math.min(prior, Math.abs(prior - ours)), of: prior };
}

/** Whether a count that somebody else has set is as far from ours as the prior one, or further. */
export function healed(now: number, { prior, ours }: { readonly prior: number; readonly ours: number }): boolean {
  return ours < prior ? now >= prior : now <= prior;
}

export function withoutEffect(target: string, present: number, replicas: Replicas): readonly Refusal[] {
  if (present === 0) return [{ why: `${target} has no replicas`, hint: 'Choose a workload that runs.' }];
  if (countOf(replicas, present) !== present) return [];
  return [{ why: `${target} has ${present} replicas already (replicas: ${showReplicas(replicas)})`, hint: 'Say another number of replicas.' }];
}

/** An autoscaler sets the replicas by itself: against the fault, and against the restore. */
export function autoscaled({ kind, meta }: Pick<Workload, 'kind' | 'meta'>, autoscalers: readonly Autoscaler[]): readonly Refusal[] {
  const over = autoscalers.filter(({ spec: { scaleTargetRef: of } }) => of.kind.toLowerCase() === kind && of.name === meta.name);
  return over.map(({ metadata: { name } }) => ({
    why: `${called({ kind: 'HorizontalPodAutoscaler' }, name)} sets the replicas of ${kind}/${meta.name}, against the fault and against the restore`,
    hint: 'Take pods away with kubernetes.pod-kill, or make it a drill on a workload without an autoscaler.',
  }));
}

/** Pods of a StatefulSet are somebody's data: with a replica count, nobody can say which of them is the primary. */
export function primaryInProduction({ kind, meta }: Pick<Workload, 'kind' | 'meta'>, production: boolean): readonly Refusal[] {
  if (!production || kind !== 'statefulset') return [];
  return [{ why: `${kind}/${meta.name} is a StatefulSet in production`, hint: 'Drill a clone of it.' }];
}
