/** What makes and keeps pods. Source: Kubernetes API reference, apps/v1. */
import { z } from 'zod';
import { condition, meta } from './meta.ts';
import type { Resource } from './resource.ts';
import { labelSelector } from './selector.ts';

const template = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}), annotations: z.record(z.string(), z.string()).default({}) }).prefault({}),
  /** Whole, as it stands. */
  spec: z.record(z.string(), z.json()).default({}),
});

const status = {
  replicas: z.number().default(0),
  readyReplicas: z.number().default(0),
  availableReplicas: z.number().default(0),
  updatedReplicas: z.number().default(0),
  observedGeneration: z.number().default(0),
};

/** A number, or a share of the replicas: `25%`. */
const some = z.union([z.number(), z.string()]);
const strategy = z.object({
  type: z.string().default('RollingUpdate'),
  rollingUpdate: z.object({ maxUnavailable: some.default('25%'), maxSurge: some.default('25%') }).nullish(),
});

const deployment = z.object({
  metadata: meta,
  spec: z.object({
    replicas: z.number().default(1),
    selector: labelSelector,
    paused: z.boolean().default(false),
    strategy: strategy.prefault({}),
    template,
  }),
  status: z.object({ ...status, unavailableReplicas: z.number().default(0), conditions: z.array(condition).default([]) }).prefault({}),
});
export type Deployment = z.infer<typeof deployment>;

const statefulSet = z.object({
  metadata: meta,
  spec: z.object({ replicas: z.number().default(1), selector: labelSelector, template }),
  status: z
    .object({ ...status, currentRevision: z.string().optional(), updateRevision: z.string().optional(), conditions: z.array(condition).default([]) })
    .prefault({}),
});
export type StatefulSet = z.infer<typeof statefulSet>;

const daemonSet = z.object({
  metadata: meta,
  spec: z.object({ selector: labelSelector, template }),
  status: z
    .object({
      desiredNumberScheduled: z.number().default(0),
      numberReady: z.number().default(0),
      numberAvailable: z.number().default(0),
      updatedNumberScheduled: z.number().default(0),
      observedGeneration: z.number().default(0),
    })
    .prefault({}),
});
export type DaemonSet = z.infer<typeof daemonSet>;

const replicaSet = z.object({
  metadata: meta,
  spec: z.object({ replicas: z.number().default(1), selector: labelSelector, template }),
  status: z.object({ replicas: status.replicas, readyReplicas: status.readyReplicas, availableReplicas: status.availableReplicas }).prefault({}),
});
export type ReplicaSet = z.infer<typeof replicaSet>;

const scale = z.object({
  metadata: meta,
  spec: z.object({ replicas: z.number().default(0) }).prefault({}),
  status: z.object({ replicas: z.number().default(0) }).prefault({}),
});
export type Scale = z.infer<typeof scale>;

const apps = { version: 'apps/v1', namespaced: true } as const;
export const deployments: Resource<Deployment> = { ...apps, plural: 'deployments', kind: 'Deployment', schema: deployment };
export const statefulSets: Resource<StatefulSet> = { ...apps, plural: 'statefulsets', kind: 'StatefulSet', schema: statefulSet };
export const daemonSets: Resource<DaemonSet> = { ...apps, plural: 'daemonsets', kind: 'DaemonSet', schema: daemonSet };
export const replicaSets: Resource<ReplicaSet> = { ...apps, plural: 'replicasets', kind: 'ReplicaSet', schema: replicaSet };
export const deploymentScales: Resource<Scale> = { ...apps, plural: 'deployments/scale', kind: 'Scale', schema: scale };
export const statefulSetScales: Resource<Scale> = { ...apps, plural: 'statefulsets/scale', kind: 'Scale', schema: scale };
