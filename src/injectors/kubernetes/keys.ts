import { z } from 'zod';

/** Source: RFC 1123 labels, as Kubernetes takes them for namespaces. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export const namespace = z.string({ error: 'expected the namespace it acts in' }).regex(label, { error: 'expected a namespace, such as shop' });

/** An object's name: a DNS subdomain. Source: Kubernetes docs, "Object Names and IDs". */
export const objectName = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, { error: 'expected the name of an object, such as storefront' });

/** The keys every fault in a cluster shares. */
export const clusterKeys = {
  namespace: namespace.describe('The namespace it acts in; one of the environment’s.'),
  context: z.string().min(1).nullable().default(null).describe('The context of the kubeconfig, where the environment has several.'),
};

/** `deployment/storefront`, `statefulset/db`. */
export const workloadKinds = ['deployment', 'statefulset', 'daemonset', 'replicaset'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** Label queries as kubectl takes them: `app=shop,tier in (a,b)`; never empty, which would select everything. */
export const labelQuery = z.string().trim().min(1, { error: 'expected labels, such as app=storefront: without any, everything would match' });
