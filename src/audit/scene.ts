/** A namespace as the rules see it. */
import type { Autoscaler, Budget, Service } from '../domain/kubernetes/surroundings.ts';
import type { Alert } from './alerts.ts';
import type { AuditedPod, PodSpec } from './objects.ts';

/** What may not be known, with the reason. */
export type Known<T> = { readonly kind: 'known'; readonly value: T } | { readonly kind: 'unknown'; readonly why: string };

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  /** How many pods it wants; absent for one that has a pod on each node. */
  readonly replicas?: number;
  /** Of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  readonly pods: readonly AuditedPod[];
  /** Who sets `replicas`, where somebody does. */
  readonly autoscaler?: Autoscaler;
  readonly services: readonly Service[];
  readonly budgets: readonly Budget[];
}

export interface Scene {
  readonly namespace: string;
  readonly workloads: readonly Workload[];
  /** Workloads that want no pods: nothing of them runs, so nothing is judged. */
  readonly asleep: readonly string[];
  readonly pods: readonly AuditedPod[];
  readonly services: readonly Service[];
  readonly budgets: readonly Budget[];
  /** Zones of nodes by their name; an empty text where a node has none. */
  readonly zones: Known<ReadonlyMap<string, string>>;
  readonly alerts: Known<readonly Alert[]>;
}
