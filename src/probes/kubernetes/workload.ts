/** What a workload says of its pods, whatever its kind. */
import type { Meta } from '../../domain/kubernetes/meta.ts';
import type { Resource } from '../../domain/kubernetes/resource.ts';
import { asQuery } from '../../domain/kubernetes/selector.ts';
import {
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  type DaemonSet,
  type Deployment,
  type ReplicaSet,
  type StatefulSet,
} from '../../domain/kubernetes/workloads.ts';

export interface WorkloadState {
  /** Pods that should be there. */
  readonly wanted: number;
  readonly ready: number;
  readonly available: number;
  /** Whether every pod is of the newest revision, and available: what `kubectl rollout status` waits for. */
  readonly rolledOut: boolean;
  /** Label query of its pods. */
  readonly query: string;
}

/** By the word that a file has for the kind; read straight into what is measured. */
const kinds: Readonly<Record<string, Resource<WorkloadState>>> = {
  deployment: { ...deployments, schema: deployments.schema.transform(ofDeployment) },
  statefulset: { ...statefulSets, schema: statefulSets.schema.transform(ofStatefulSet) },
  daemonset: { ...daemonSets, schema: daemonSets.schema.transform(ofDaemonSet) },
  replicaset: { ...replicaSets, schema: replicaSets.schema.transform(ofReplicaSet) },
};

export interface WorkloadName {
  readonly resource: Resource<WorkloadState>;
  readonly name: string;
}

/** Of a text that the schema let through: `deployment/storefront`. */
export function workloadOf(text: string): WorkloadName {
  const [word = '', name = ''] = text.split('/');
  const resource = kinds[word];
  if (resource === undefined) throw new Error(`Cannot read ${text}: it is no workload. Write deployment/<name>, or a statefulset, daemonset or replicaset.`);
  return { resource, name };
}

/** A status that is about an older object says nothing of a newest revision. */
const current = ({ generation = 0 }: Meta, observedGeneration: number): boolean => observedGeneration >= generation;

/** Source: kubectl, polymorphichelpers/rollout_status.go. */
function ofDeployment({ metadata, spec, status }: Deployment): WorkloadState {
  const { replicas, updatedReplicas, availableReplicas, readyReplicas, observedGeneration } = status;
  const updated = updatedReplicas >= spec.replicas && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
  return {
    wanted: spec.replicas,
    ready: readyReplicas,
    available: availableReplicas,
    rolledOut: updated && current(metadata, observedGeneration),
    query: asQuery(spec.selector),
  };
}

/** A partition keeps pods of the older revision on purpose; it counts as not rolled out. */
function ofStatefulSet({ metadata, spec, status }: StatefulSet): WorkloadState {
  const { replicas, updatedReplicas, availableReplicas, readyReplicas, observedGeneration } = status;
  const updated = updatedReplicas >= spec.replicas && replicas <= updatedReplicas && availableReplicas >= spec.replicas;
  return {
    wanted: spec.replicas,
    ready: readyReplicas,
    available: availableReplicas,
    rolledOut: updated && current(metadata, observedGeneration),
    query: asQuery(spec.selector),
  };
}

function ofDaemonSet({ metadata, spec, status }: DaemonSet): WorkloadState {
  const { desiredNumberScheduled: wanted, numberReady, numberAvailable, updatedNumberScheduled, observedGeneration } = status;
  const updated = updatedNumberScheduled >= wanted && numberAvailable >= wanted;
  return {
    wanted,
    ready: numberReady,
    available: numberAvailable,
    rolledOut: updated && current(metadata, observedGeneration),
    query: asQuery(spec.selector),
  };
}

/** It has one revision only. */
function ofReplicaSet({ spec, status }: ReplicaSet): WorkloadState {
  const { readyReplicas: ready, availableReplicas: available } = status;
  return { wanted: spec.replicas, ready, available, rolledOut: available >= spec.replicas, query: asQuery(spec.selector) };
}
