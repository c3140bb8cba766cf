import { z } from 'zod';

const side = z.strictObject({ labels: z.string(), namespace: z.string() });

/** What is cut off from what. */
const cut = z.strictObject({
  pods: z.string(),
  /** Null: everything. */
  peers: side.nullable(),
  direction: z.enum(['ingress', 'egress', 'both']),
  /** Whether names may still be asked for, where everything is cut. */
  dns: z.boolean(),
});
export type Cut = z.infer<typeof cut>;

/** How a connection between the two is tried. */
const proof = z.strictObject({
  run: z.array(z.string()),
  keptAlive: z.array(z.string()).nullable(),
  in: side,
  /** The first one where null. */
  container: z.string().nullable(),
});
export type Proof = z.infer<typeof proof>;

export const partitionUndo = z.strictObject({ cut, proof: proof.nullable() });
export type PartitionUndo = z.infer<typeof partitionUndo>;
