import { z } from 'zod';
import { labelSelector } from '../../../domain/kubernetes/selector.ts';
import { workloadKinds } from '../keys.ts';

const count = z.number().int().min(0);

/** Written before the first kill: who is meant, and how the namespace stood. */
export const podKillUndo = z.strictObject({
  victims: z.array(z.strictObject({ name: z.string(), uid: z.string(), group: z.string() })),
  groups: z.array(
    z.strictObject({
      /** `deployment/storefront`, or what pods without an owner are called. */
      name: z.string(),
      /** Whose pods they are; `null` for pods without an owner. */
      workload: z.strictObject({ kind: z.enum(workloadKinds), name: z.string(), selector: labelSelector }).nullable(),
      desired: count,
      ready: count,
      /** How many stay ready after every kill. */
      keeps: count,
    }),
  ),
  /** What pods without an owner are known by. */
  selection: z.strictObject({ labels: z.string().nullable(), fields: z.string().nullable() }),
  services: z.array(z.strictObject({ name: z.string(), ready: count })),
  via: z.enum(['evict', 'delete']),
  onRefusal: z.enum(['wait', 'give-up']),
  /** ms. */
  patience: z.number(),
  grace: z.number().nullable(),
  seed: z.number(),
});
export type PodKillUndo = z.infer<typeof podKillUndo>;
export type Victim = PodKillUndo['victims'][number];
export type KillGroup = PodKillUndo['groups'][number];
