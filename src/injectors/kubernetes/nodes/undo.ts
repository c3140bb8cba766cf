import { z } from 'zod';
import { ownerKinds } from './owners.ts';

const nodeRef = z.strictObject({ name: z.string(), uid: z.string() });
export type NodeRef = z.infer<typeof nodeRef>;

const owner = z.strictObject({ kind: z.enum(ownerKinds), namespace: z.string(), name: z.string(), available: z.number() });
export type OwnerRef = z.infer<typeof owner>;

const podRef = z.strictObject({ namespace: z.string(), name: z.string(), uid: z.string() });
export type PodRef = z.infer<typeof podRef>;

/** What a fault on nodes writes down: which it cordons, which pods it ends, and how many each of their owners had available. */
export const nodesUndo = z.strictObject({
  nodes: z.array(nodeRef),
  pods: z.array(podRef),
  owners: z.array(owner),
  /** Namespaces besides the fault's own. */
  tenants: z.array(z.string()),
  /** How the pods go. */
  removal: z.strictObject({ by: z.enum(['eviction', 'deletion']), grace: z.number().nullable(), patience: z.number() }),
});
export type NodesUndo = z.infer<typeof nodesUndo>;
