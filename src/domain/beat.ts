/** What runner and guardian say to each other over the pipe between them, one JSON line each. */
import { z } from 'zod';
import { undoLine } from './undo.ts';
import { ms } from './units.ts';

/** Once a second; five seconds without one, and the runner counts as stopped. */
export const beatEvery = ms(1000);
export const beatPatience = ms(5000);

export const toGuardian = z.discriminatedUnion('kind', [
  /** `at` is the run's own time. */
  z.object({ kind: z.literal('beat'), at: z.number().transform(ms) }),
  /** A line of the undo record, before the disk has it: what the guardian restores by where the disk is lost. The header comes first. */
  z.object({ kind: z.literal('undo'), line: undoLine }),
  z.object({ kind: z.literal('armed') }),
  z.object({ kind: z.literal('restoring') }),
  z.object({ kind: z.literal('goodbye') }),
]);
export type ToGuardian = z.infer<typeof toGuardian>;

/** What a guardian is told when it starts. */
export const guardianOrder = z.object({
  run: z.string(),
  folder: z.string(),
  /** The hard limit, from the first injection. */
  limit: z.number().transform(ms),
  socket: z.string(),
  runner: z.object({ pid: z.number().int(), startTime: z.number() }),
});
export type GuardianOrder = z.infer<typeof guardianOrder>;
