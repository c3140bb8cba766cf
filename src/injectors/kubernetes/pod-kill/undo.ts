import { z } from 'zod';
import { standingRecord, victim } from '../pods/record.ts';

/** Written before the first kill. */
export const podKillUndo = z.strictObject({
  ...standingRecord,
  victims: z.array(victim),
  via: z.enum(['evict', 'delete']),
  onRefusal: z.enum(['wait', 'give-up']),
  /** ms. */
  patience: z.number(),
  grace: z.number().nullable(),
});
export type PodKillUndo = z.infer<typeof podKillUndo>;
export type Victim = PodKillUndo['victims'][number];
