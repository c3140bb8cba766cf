import { z } from 'zod';
import { clusterKeys } from '../keys.ts';
import { podKeys, readAmount, readSelection, type Amount, type Floor, type Selection } from '../pods/schema.ts';

export type ContainerKillSpec = {
  readonly namespace: string;
  readonly context: string | null;
  readonly selection: Selection;
  readonly amount: Amount;
  readonly floor: Floor;
  /** `null`: the pod's only one. */
  readonly container: string | null;
};

const keys = z.strictObject({
  ...clusterKeys,
  ...podKeys,
  container: z.string().min(1, { error: 'expected the name of a container' }).optional().describe('Which container; not needed where a pod has one only.'),
});

export const schema: z.ZodType<ContainerKillSpec> = keys.transform((written, context): ContainerKillSpec => ({
  namespace: written.namespace,
  context: written.context,
  selection: readSelection(written, context),
  amount: readAmount(written, context),
  floor: written['min-available'],
  container: written.container ?? null,
}));
