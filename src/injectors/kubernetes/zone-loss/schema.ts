import { z } from 'zod';
import { clusterKeys } from '../keys.ts';
import { nodeKeys } from '../nodes/keys.ts';

export type ZoneLossSpec = {
  readonly namespace: string;
  readonly context: string | null;
  /** `any` lets the seed of the run draw one. */
  readonly zone: string;
  readonly 'other-tenants': readonly string[];
  /** Seconds; each pod's own where null. */
  readonly grace: number | null;
};

const keys = z.strictObject({
  ...clusterKeys,
  ...nodeKeys,
  zone: z
    .string({ error: 'expected a zone, such as zone-2, or any' })
    .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, { error: 'expected a zone, such as zone-2, or any' })
    .describe('By the label topology.kubernetes.io/zone of its nodes; any: one that the seed of the run draws.'),
});

export const schema: z.ZodType<ZoneLossSpec> = keys.transform(({ namespace, context, zone, grace, 'other-tenants': tenants }): ZoneLossSpec => ({
  namespace,
  context,
  zone,
  'other-tenants': tenants,
  grace: grace === undefined ? null : grace / 1000,
}));
