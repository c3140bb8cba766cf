/** What every fault on pods writes down before it acts: who is meant, and how the namespace stood. */
import { z } from 'zod';
import { labelSelector } from '../../../domain/kubernetes/selector.ts';
import { workloadKinds } from '../keys.ts';

const count = z.number().int().min(0);

export const victim = z.strictObject({ name: z.string(), uid: z.string(), group: z.string() });

const group = z.strictObject({
  /** `deployment/storefront`, or what pods without an owner are called. */
  name: z.string(),
  /** Whose pods they are; `null` for pods without an owner. */
  workload: z.strictObject({ kind: z.enum(workloadKinds), name: z.string(), selector: labelSelector }).nullable(),
  desired: count,
  ready: count,
  /** How many stay ready after every hit. */
  keeps: count,
});
export type GroupRecord = z.infer<typeof group>;

export const standingRecord = {
  groups: z.array(group),
  /** What pods without an owner are known by. */
  selection: z.strictObject({ labels: z.string().nullable(), fields: z.string().nullable() }),
  services: z.array(z.strictObject({ name: z.string(), ready: count })),
  /** By which the victims were drawn. */
  seed: z.number(),
};
const standing = z.strictObject(standingRecord);
export type StandingRecord = z.infer<typeof standing>;
