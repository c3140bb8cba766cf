import { z } from 'zod';
import { standingRecord, victim } from '../pods/record.ts';

export const type = 'kubernetes.container-kill';

/** Written before the first signal. */
export const containerKillUndo = z.strictObject({
  ...standingRecord,
  victims: z.array(victim.extend({ container: z.string(), restarts: z.number(), id: z.string(), grace: z.number() })),
});
export type ContainerKillUndo = z.infer<typeof containerKillUndo>;
export type Target = ContainerKillUndo['victims'][number];
