/** What stands around pods: nodes, budgets, Services and what answers for them, settings, policies, autoscalers. */
import { z } from 'zod';
import { condition, meta } from './meta.ts';
import type { Resource } from './resource.ts';
import { labelSelector } from './selector.ts';

/** Who set which field last. Source: Kubernetes docs, "Server-Side Apply", field management. */
const managed = z.object({
  manager: z.string().default(''),
  operation: z.string().default(''),
  subresource: z.string().default(''),
  fieldsV1: z.record(z.string(), z.json()).default({}),
});

const node = z.object({
  metadata: meta.extend({ managedFields: z.array(managed).default([]) }),
  spec: z
    .object({
      unschedulable: z.boolean().default(false),
      taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() })).default([]),
    })
    .prefault({}),
  status: z.object({ conditions: z.array(condition).default([]) }).prefault({}),
});
export type KubeNode = z.infer<typeof node>;

const budget = z.object({
  metadata: meta,
  spec: z.object({
    selector: labelSelector.optional(),
    minAvailable: z.union([z.number(), z.string()]).optional(),
    maxUnavailable: z.union([z.number(), z.string()]).optional(),
  }),
  status: z
    .object({
      disruptionsAllowed: z.number().default(0),
      currentHealthy: z.number().default(0),
      desiredHealthy: z.number().default(0),
      expectedPods: z.number().default(0),
      observedGeneration: z.number().default(0),
    })
    .prefault({}),
});
export type Budget = z.infer<typeof budget>;

const service = z.object({
  metadata: meta,
  spec: z.object({
    selector: z.record(z.string(), z.string()).default({}),
    clusterIP: z.string().optional(),
    ports: z
      .array(
        z.object({
          name: z.string().optional(),
          port: z.number(),
          protocol: z.string().default('TCP'),
          targetPort: z.union([z.number(), z.string()]).optional(),
        }),
      )
      .default([]),
  }),
});
export type Service = z.infer<typeof service>;

const target = z.object({ kind: z.string().optional(), name: z.string().optional(), uid: z.string().optional() });
const endpoint = z.object({
  addresses: z.array(z.string()).default([]),
  /** An endpoint whose readiness nobody states counts as ready. Source: EndpointSlice, EndpointConditions. */
  conditions: z.object({ ready: z.boolean().nullish(), serving: z.boolean().nullish(), terminating: z.boolean().nullish() }).prefault({}),
  targetRef: target.optional(),
  zone: z.string().nullish(),
  nodeName: z.string().nullish(),
});
const slice = z.object({
  metadata: meta,
  endpoints: z
    .array(endpoint)
    .nullish()
    .transform((all) => all ?? []),
});
export type EndpointSlice = z.infer<typeof slice>;

const configMap = z.object({
  metadata: meta,
  data: z.record(z.string(), z.string()).default({}),
  /** Base64; only its keys are looked at. */
  binaryData: z.record(z.string(), z.string()).default({}),
  immutable: z.boolean().default(false),
});
export type ConfigMap = z.infer<typeof configMap>;

const lease = z.object({
  metadata: meta,
  spec: z
    .object({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      /** RFC 3339 with microseconds. */
      renewTime: z.string().nullish(),
    })
    .prefault({}),
});
export type Lease = z.infer<typeof lease>;

/** Empty or absent lists mean "all". Source: Kubernetes API reference, NetworkPolicy. */
const peer = z.object({
  podSelector: labelSelector.optional(),
  namespaceSelector: labelSelector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
export type PolicyPeer = z.infer<typeof peer>;
const policyPort = z.object({ port: z.union([z.number(), z.string()]).optional(), endPort: z.number().optional(), protocol: z.string().default('TCP') });
const ports = z.array(policyPort).default([]);
const peers = z.array(peer).default([]);

const policy = z.object({
  metadata: meta,
  spec: z
    .object({
      podSelector: labelSelector.prefault({}),
      policyTypes: z.array(z.string()).default([]),
      ingress: z.array(z.object({ from: peers, ports })).default([]),
      egress: z.array(z.object({ to: peers, ports })).default([]),
    })
    .prefault({}),
});
export type NetworkPolicy = z.infer<typeof policy>;

const autoscaler = z.object({
  metadata: meta,
  spec: z.object({
    scaleTargetRef: z.object({ apiVersion: z.string().optional(), kind: z.string(), name: z.string() }),
    minReplicas: z.number().nullish(),
    maxReplicas: z.number(),
  }),
});
export type Autoscaler = z.infer<typeof autoscaler>;

const namespace = z.object({ metadata: meta });
export type Namespace = z.infer<typeof namespace>;

const core = { version: 'v1', namespaced: true } as const;
export const nodes: Resource<KubeNode> = { version: 'v1', namespaced: false, plural: 'nodes', kind: 'Node', schema: node };
export const namespaces: Resource<Namespace> = { version: 'v1', namespaced: false, plural: 'namespaces', kind: 'Namespace', schema: namespace };
export const services: Resource<Service> = { ...core, plural: 'services', kind: 'Service', schema: service };
export const configMaps: Resource<ConfigMap> = { ...core, plural: 'configmaps', kind: 'ConfigMap', schema: configMap };
export const endpointSlices: Resource<EndpointSlice> = {
  version: 'discovery.k8s.io/v1',
  namespaced: true,
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  schema: slice,
};
export const budgets: Resource<Budget> = {
  version: 'policy/v1',
  namespaced: true,
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  schema: budget,
};
export const leases: Resource<Lease> = { version: 'coordination.k8s.io/v1', namespaced: true, plural: 'leases', kind: 'Lease', schema: lease };
export const policies: Resource<NetworkPolicy> = {
  version: 'networking.k8s.io/v1',
  namespaced: true,
  plural: 'networkpolicies',
  kind: 'NetworkPolicy',
  schema: policy,
};
export const autoscalers: Resource<Autoscaler> = {
  version: 'autoscaling/v2',
  namespaced: true,
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  schema: autoscaler,
};
