/** Whether a workload's controller has acted on a change, and when the workload is as healthy as before. */
import type { Deployment, StatefulSet } from '../../../domain/kubernetes/workloads.ts';
import { ofDeployment, ofStatefulSet, type Workload } from '../pods/workload.ts';

export interface Steered {
  readonly workload: Workload;
  /** Pods that are there, whatever their revision. */
  readonly there: number;
  /** Whether its controller has seen the last change. */
  readonly acted: boolean;
}

export function steeredDeployment(deployment: Deployment): Steered {
  const { metadata, status } = deployment;
  return { workload: ofDeployment(deployment), there: status.replicas, acted: status.observedGeneration >= (metadata.generation ?? 0) };
}

export function steeredStatefulSet(set: StatefulSet): Steered {
  const { metadata, status } = set;
  return { workload: ofStatefulSet(set), there: status.replicas, acted: status.observedGeneration >= (metadata.generation ?? 0) };
}

export const notActed = 'its controller has not acted on it yet';

/** What it still waits for; `undefined` once it has all its pods, of one revision, and `baseline` of them are available. */
export function behind({ workload, there, acted }: Steered, baseline: number): string | undefined {
  const { desired, available, rollout } = workload;
  if (!acted) return notActed;
  if (rollout !== null) return rollout;
  if (there !== desired) return `${there} pods are there, and ${desired} should be`;
  return available < baseline ? `${available} of ${desired} pods are available, and ${baseline} were before` : undefined;
}
