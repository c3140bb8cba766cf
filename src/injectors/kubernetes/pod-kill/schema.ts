import { z } from 'zod';
import { duration } from '../../../domain/fields.ts';
import { clusterKeys } from '../keys.ts';
import { podKeys, readAmount, readSelection, type Amount, type Floor, type Selection } from '../pods/schema.ts';

export type PodKillSpec = {
  readonly namespace: string;
  readonly context: string | null;
  readonly selection: Selection;
  readonly amount: Amount;
  readonly floor: Floor;
  readonly via: 'evict' | 'delete';
  readonly onRefusal: 'wait' | 'give-up';
  /** Seconds; the pod's own where null. */
  readonly grace: number | null;
};

/** With a grace of 0 the API forgets a pod whose containers may still run. Source: Kubernetes docs, "Forced Pod termination". */
const grace = duration({ min: 1000, max: 3_600_000 }).refine((time) => time % 1000 === 0, { error: 'expected whole seconds: the API knows no less' });

const keys = z.strictObject({
  ...clusterKeys,
  ...podKeys,
  via: z
    .enum(['evict', 'delete'], { error: 'expected evict or delete' })
    .default('evict')
    .describe('evict obeys disruption budgets; delete does not ask them.'),
  'on-refusal': z
    .enum(['wait', 'give-up'], { error: 'expected wait or give-up' })
    .default('give-up')
    .describe('When a budget, or min-available, refuses a kill: give up, or try again until for is over (60 s unless said).'),
  grace: grace.optional().describe('How long a pod has to end by itself; its own terminationGracePeriodSeconds unless said.'),
});

export const schema: z.ZodType<PodKillSpec> = keys.transform((written, context): PodKillSpec => {
  const { namespace, context: cluster, via } = written;
  if (via === 'delete' && written['on-refusal'] === 'wait' && written['min-available'] === 0) {
    context.addIssue({ code: 'custom', path: ['on-refusal'], message: 'expected no on-refusal: delete with min-available: 0 asks nobody' });
  }
  return {
    namespace,
    context: cluster,
    selection: readSelection(written, context),
    amount: readAmount(written, context),
    floor: written['min-available'],
    via,
    onRefusal: written['on-refusal'],
    grace: written.grace === undefined ? null : written.grace / 1000,
  };
});
