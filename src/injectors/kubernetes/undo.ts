import { z } from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import type { ClusterAddress } from '../../ports/cluster.ts';

/** What every fault in a cluster writes down, around what only it knows. */
export const clusterUndo = z.strictObject({
  cluster: z.strictObject({ context: z.string(), server: z.string(), kubeconfig: z.string().nullable() }),
  namespace: z.string(),
  run: z.string(),
  injection: z.string(),
  targets: z.array(z.string()),
  manual: z.string(),
  fault: z.record(z.string(), z.json()) as z.ZodType<JsonObject>,
});
export type ClusterUndo = z.infer<typeof clusterUndo>;

export function addressIn({ cluster: { context, server, kubeconfig } }: Pick<ClusterUndo, 'cluster'>): ClusterAddress {
  return { context, server, ...(kubeconfig === null ? {} : { kubeconfig }) };
}
