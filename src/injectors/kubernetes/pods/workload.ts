/** What keeps pods, whatever its kind, and whether it is at rest. Source: kubectl, polymorphichelpers/rollout_status.go. */
import type { Meta } from '../../../domain/kubernetes/meta.ts';
import type { LabelSelector } from '../../../domain/kubernetes/selector.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../../domain/kubernetes/workloads.ts';
import type { WorkloadKind } from '../keys.ts';

export interface Workload {
  readonly kind: WorkloadKind;
  readonly meta: Meta;
  readonly selector: LabelSelector;
  /** Pods that should be there. */
  readonly desired: number;
  readonly available: number;
  /** Why it is in the middle of a rollout; `null` where it is not. */
  readonly rollout: string | null;
  /** Whether somebody keeps that rollout from going on. */
  readonly paused: boolean;
}

export const keyOf = ({ kind, meta }: Pick<Workload, 'kind' | 'meta'>): string => `${kind}/${meta.name}`;

export function ofDeployment({ metadata, spec, status }: Deployment): Workload {
  const { replicas: desired, selector, paused } = spec;
  const { updatedReplicas: fresh, replicas } = status;
  const rollout = unseen(metadata, status.observedGeneration) ?? (fresh < desired ? partly(fresh, desired) : old(replicas - fresh));
  return { kind: 'deployment', meta: metadata, selector, desired, available: status.availableReplicas, rollout, paused };
}

export function ofStatefulSet({ metadata, spec, status }: StatefulSet): Workload {
  const { replicas: desired, selector } = spec;
  const { currentRevision, updateRevision, updatedReplicas } = status;
  const moving = currentRevision !== updateRevision ? partly(updatedReplicas, desired) : null;
  return {
    kind: 'statefulset',
    meta: metadata,
    selector,
    desired,
    available: status.availableReplicas,
    rollout: unseen(metadata, status.observedGeneration) ?? moving,
    paused: false,
  };
}

export function ofDaemonSet({ metadata, spec, status }: DaemonSet): Workload {
  const { desiredNumberScheduled: desired, updatedNumberScheduled: fresh, numberAvailable: available } = status;
  const rollout = unseen(metadata, status.observedGeneration) ?? (fresh < desired ? partly(fresh, desired) : null);
  return { kind: 'daemonset', meta: metadata, selector: spec.selector, desired, available, rollout, paused: false };
}

/** It has one revision only. */
export function ofReplicaSet({ metadata, spec, status }: ReplicaSet): Workload {
  const rollout = old(status.replicas - spec.replicas);
  return { kind: 'replicaset', meta: metadata, selector: spec.selector, desired: spec.replicas, available: status.availableReplicas, rollout, paused: false };
}

function unseen({ generation = 0 }: Meta, observed: number): string | null {
  return observed < generation ? 'its controller has not acted on its last change yet' : null;
}

const partly = (fresh: number, desired: number): string => `${fresh} of ${desired} pods are of its newest revision`;
const old = (count: number): string | null =>
  count > 0 ? `${count} ${count === 1 ? 'pod' : 'pods'} too many ${count === 1 ? 'is' : 'are'} still there` : null;
