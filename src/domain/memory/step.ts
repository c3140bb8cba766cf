/** What became of the slots of a schedule: facts that are only ever added to. The history from which the program says what comes next. */
import { z } from 'zod';

/** One time at which one job of a schedule was due. */
export const slotId = z.object({
  schedule: z.string(),
  job: z.string(),
  /** The instant it was due by the calendar, without jitter, ISO 8601 in UTC: the same for every scheduler. `now <ISO>` for one that a person asked for. */
  slot: z.string(),
});
export type SlotId = z.output<typeof slotId>;

const step = slotId.extend({
  /** When, ms since the epoch: schedules are the one place where the calendar itself is meant. */
  at: z.number(),
  /** Which scheduler: host, pid. */
  by: z.string(),
});

export const slotStep = z.discriminatedUnion('kind', [
  /** The first step of every slot, once among all schedulers that share a store. */
  step.extend({ kind: z.literal('claimed') }),
  step.extend({ kind: z.literal('announced') }),
  /** Said every two minutes while the slot is not over: a scheduler of another machine that falls silent is gone, and decides nothing else. */
  step.extend({ kind: z.literal('alive') }),
  step.extend({ kind: z.literal('skipped'), reason: z.string() }),
  /** On disk before the run is started: what comes after it is never started a second time. */
  step.extend({ kind: z.literal('started'), file: z.string(), nth: z.number(), attempt: z.number() }),
  step.extend({
    kind: z.literal('ended'),
    file: z.string(),
    nth: z.number(),
    attempt: z.number(),
    run: z.string().optional(),
    outcome: z.string(),
    exitCode: z.number(),
    /** Whether anything was injected: then it is never tried again. */
    injected: z.boolean(),
  }),
  /** The slot is over. */
  step.extend({ kind: z.literal('finished'), how: z.enum(['done', 'stopped', 'refused', 'interrupted']), reason: z.string().optional() }),
]);
export type SlotStep = z.output<typeof slotStep>;

/** The instant a slot was due, ISO 8601: for one that a person asked for, when they did. */
export const dueOf = ({ slot }: SlotId): string => slot.replace(/^now /, '');
