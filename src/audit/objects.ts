/** What the audit reads of pods, beyond what faults need. Source: Kubernetes API reference, PodSpec. */
import { z } from 'zod';
import { meta } from '../domain/kubernetes/meta.ts';
import type { Resource } from '../domain/kubernetes/resource.ts';

const port = z.union([z.number(), z.string()]);
const probe = z.object({
  httpGet: z.object({ path: z.string().default('/'), port, host: z.string().optional() }).optional(),
  tcpSocket: z.object({ port, host: z.string().optional() }).optional(),
  exec: z.object({ command: z.array(z.string()).default([]) }).optional(),
});
export type Probe = z.infer<typeof probe>;

const amounts = z.record(z.string(), z.union([z.string(), z.number()])).default({});

const container = z.object({
  name: z.string(),
  image: z.string().default(''),
  imagePullPolicy: z.string().optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  resources: z.object({ requests: amounts, limits: amounts }).prefault({}),
});
export type Container = z.infer<typeof container>;

export const podSpec = z.object({
  nodeName: z.string().optional(),
  containers: z.array(container).default([]),
  topologySpreadConstraints: z.array(z.object({ topologyKey: z.string() })).default([]),
  affinity: z.object({ podAntiAffinity: z.unknown().optional() }).nullish(),
});
export type PodSpec = z.infer<typeof podSpec>;

const pod = z.object({ metadata: meta, spec: podSpec, status: z.object({ phase: z.string().default('Unknown') }).prefault({}) });
export type AuditedPod = z.infer<typeof pod>;

export const auditedPods: Resource<AuditedPod> = { version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, schema: pod };

/** Neither ended nor on its way out, nor a node's own. */
export function isAlive({ metadata, status }: AuditedPod): boolean {
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  return !ended && metadata.deletionTimestamp === undefined && metadata.annotations['kubernetes.io/config.mirror'] === undefined;
}
