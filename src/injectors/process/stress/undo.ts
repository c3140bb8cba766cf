import { z } from 'zod';
import type { JsonObject } from '../../../domain/json.ts';

const undo = z.strictObject({
  /** The mark that every burner carries. */
  injection: z.string(),
  /** The user that the burners run as: another one could not see their marks, and would take blindness for absence. */
  user: z.number(),
  /** Absolute folder of the lease and of the burners' output; the act makes it, restore removes it. */
  folder: z.string(),
  cpu: z.number().int(),
  memory: z.number(),
  /** The `cgroup.procs` that burners write themselves into; empty: they stay where they are. */
  cgroups: z.array(z.string()),
});

export type StressUndo = z.infer<typeof undo>;

export function readUndo(json: JsonObject): StressUndo {
  return undo.parse(json);
}

export function burnersOf({ cpu, memory }: StressUndo): number {
  return cpu + (memory > 0 ? 1 : 0);
}
