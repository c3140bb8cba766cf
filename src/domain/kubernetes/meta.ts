/** What every Kubernetes object has. Source: Kubernetes API reference, ObjectMeta. */
import { z } from 'zod';

const owner = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().default(false),
});
export type Owner = z.infer<typeof owner>;

const words = z.record(z.string(), z.string()).default({});

export const meta = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().optional(),
  creationTimestamp: z.string(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.number().optional(),
  labels: words,
  annotations: words,
  ownerReferences: z.array(owner).default([]),
  /** Who has set fields of it. Source: Kubernetes docs, "Server-Side Apply", field management. */
  managedFields: z.array(z.object({ manager: z.string().default('') })).default([]),
});
export type Meta = z.infer<typeof meta>;

/** The owner that controls it, where one does. */
export function controllerOf({ ownerReferences }: Meta): Owner | undefined {
  return ownerReferences.find(({ controller }) => controller);
}

/** `kubernetes.io` conditions: type, status, and why. */
export const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullish(),
});

/** Whether a condition stands at True. */
export function isTrue(conditions: readonly z.infer<typeof condition>[], type: string): boolean {
  return conditions.some((one) => one.type === type && one.status === 'True');
}
