import { z } from 'zod';
import { parseLabelQuery } from '../../../domain/kubernetes/label-query.ts';
import { clusterKeys, labelQuery, objectName } from '../keys.ts';
import { nodeKeys } from '../nodes/keys.ts';

/** Which nodes: one by name, or so many of those with these labels. */
type Which = { readonly by: 'name'; readonly name: string } | { readonly by: 'labels'; readonly labels: string; readonly count: number };

export type NodeDrainSpec = {
  readonly namespace: string;
  readonly context: string | null;
  readonly which: Which;
  readonly 'other-tenants': readonly string[];
  readonly onRefusal: 'wait' | 'give-up';
  /** Seconds; each pod's own where null. */
  readonly grace: number | null;
};

const keys = z.strictObject({
  ...clusterKeys,
  ...nodeKeys,
  node: objectName.optional().describe('The node, by name.'),
  nodes: z
    .strictObject({
      labels: labelQuery.refine((query) => parseLabelQuery(query) !== undefined, { error: 'expected labels, such as pool=web' }),
      count: z.int({ error: 'expected how many of them, 1 or more' }).min(1, { error: 'expected at least 1' }),
    })
    .optional()
    .describe('Or so many of those with these labels, drawn by the seed of the run.'),
  'on-refusal': z
    .enum(['wait', 'give-up'], { error: 'expected wait or give-up' })
    .default('wait')
    .describe('When a budget refuses an eviction: ask again for 60 s, as kubectl drain does, or give up.'),
});

export const schema: z.ZodType<NodeDrainSpec> = keys.transform((written, context): NodeDrainSpec => {
  const { namespace, context: cluster, grace } = written;
  return {
    namespace,
    context: cluster,
    which: readWhich(written, context),
    'other-tenants': written['other-tenants'],
    onRefusal: written['on-refusal'],
    grace: grace === undefined ? null : grace / 1000,
  };
});

function readWhich({ node, nodes }: z.infer<typeof keys>, context: z.RefinementCtx): Which {
  if (node !== undefined && nodes === undefined) return { by: 'name', name: node };
  if (nodes !== undefined && node === undefined) return { by: 'labels', ...nodes };
  context.addIssue({ code: 'custom', message: 'expected either node: <name>, or nodes: { labels, count }' });
  return z.NEVER;
}
