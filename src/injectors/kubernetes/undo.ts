import { z } from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import { ms, type Ms } from '../../domain/units.ts';
import type { ClusterAddress } from '../../ports/cluster.ts';

/** What a rollout, which takes longer than most, ends in on most clusters; where nobody knows what the experiment allows. */
const usual = ms(60_000);

/** What every fault in a cluster writes down, around what only it knows. */
export const clusterUndo = z.strictObject({
  cluster: z.strictObject({ context: z.string(), server: z.string(), kubeconfig: z.string().nullable() }),
  namespace: z.string(),
  /** UID of that namespace: no other cluster has it. Null where it was not written down. */
  space: z.string().nullable().default(null),
  run: z.string(),
  injection: z.string(),
  targets: z.array(z.string()),
  manual: z.string(),
  /** ms; what the experiment allows one restore. Never more than any experiment could: a record is data that anybody may have written. */
  budget: z.int().min(1000).max(3_600_000).default(usual),
  fault: z.record(z.string(), z.json()) as z.ZodType<JsonObject>,
});
export type ClusterUndo = z.infer<typeof clusterUndo>;

export function addressIn({ cluster: { context, server, kubeconfig } }: Pick<ClusterUndo, 'cluster'>): ClusterAddress {
  return { context, server, ...(kubeconfig === null ? {} : { kubeconfig }) };
}

/** How long a restore may take for which nobody waits: what the experiment allows, and a minute at least. */
export function budgetOf({ budget }: Pick<ClusterUndo, 'budget'>): Ms {
  return ms(Math.max(budget, usual));
}

/** What to write down of a budget. */
export const budgetIn = ({ budget }: { readonly budget?: Ms }): number => budget ?? usual;
