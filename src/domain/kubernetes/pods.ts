import { z } from 'zod';
import { condition, isTrue, meta } from './meta.ts';
import type { Resource } from './resource.ts';

const waiting = z.object({ reason: z.string().optional(), message: z.string().optional() });
const ended = z.object({ exitCode: z.number(), signal: z.number().optional(), reason: z.string().optional(), finishedAt: z.string().optional() });
const state = z.object({
  waiting: waiting.optional(),
  running: z.object({ startedAt: z.string().nullish() }).optional(),
  terminated: ended.optional(),
});

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.number(),
  containerID: z.string().optional(),
  image: z.string().optional(),
  state: state.default({}),
  lastState: state.default({}),
});

const container = z.object({ name: z.string(), image: z.string().optional() });

/** Source: Kubernetes API reference, Pod. */
const schema = z.object({
  metadata: meta,
  spec: z.object({
    nodeName: z.string().optional(),
    hostNetwork: z.boolean().default(false),
    hostPID: z.boolean().default(false),
    shareProcessNamespace: z.boolean().default(false),
    restartPolicy: z.string().default('Always'),
    terminationGracePeriodSeconds: z.number().default(30),
    serviceAccountName: z.string().optional(),
    containers: z.array(container).default([]),
  }),
  status: z
    .object({
      phase: z.string().default('Unknown'),
      podIP: z.string().optional(),
      /** Of both families, where there are two. */
      podIPs: z.array(z.object({ ip: z.string() })).default([]),
      conditions: z.array(condition).default([]),
      containerStatuses: z.array(containerStatus).default([]),
      /** Sidecars stand here too. */
      initContainerStatuses: z.array(containerStatus).default([]),
    })
    .default({ phase: 'Unknown', podIPs: [], conditions: [], containerStatuses: [], initContainerStatuses: [] }),
});
export type Pod = z.infer<typeof schema>;

export const pods: Resource<Pod> = { version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, schema };

export function isReady({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && isTrue(status.conditions, 'Ready');
}

/** A static pod's image in the API: to delete it changes nothing. Source: Kubernetes docs, "Static Pods". */
export function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations['kubernetes.io/config.mirror'] !== undefined;
}
