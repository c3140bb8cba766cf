import { z } from 'zod';
import { share } from '../../../domain/fields.ts';
import { clusterKeys } from '../keys.ts';

const kinds = ['deployment', 'statefulset'] as const;
export type ScaledKind = (typeof kinds)[number];

/** How many replicas: a number, or a share of those that are there. */
export type Replicas = { readonly count: number } | { readonly share: number };

const expected = 'expected a workload, deployment/<name> or statefulset/<name>';
const workload = z
  .string({ error: expected })
  .regex(/^((deployment|statefulset)\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?|.*\$\{.+\}.*)$/, { error: expected })
  .transform((text) => {
    const [kind, name = ''] = text.split('/');
    return { kind: kind === 'statefulset' ? ('statefulset' as const) : ('deployment' as const), name };
  });

const replicas: z.ZodType<Replicas> = z.union(
  [
    z
      .int()
      .min(0)
      .max(10_000)
      .transform((count) => ({ count })),
    share({ min: 0, max: 10 }).transform((part) => ({ share: part })),
  ],
  { error: 'expected a number of replicas, or a share of those that are there such as 50%' },
);

export const schema = z.strictObject({
  ...clusterKeys,
  workload: workload.describe('The Deployment or StatefulSet whose replica count is set.'),
  replicas: replicas.describe('How many replicas it has while the fault is there: a number, or a share of those that are there, rounded up.'),
});
export type ScaleSpec = z.infer<typeof schema>;
