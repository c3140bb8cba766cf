/** What a load that runs elsewhere says of itself, a line a message: all it measured since the message before. */
import { z } from 'zod';
import { parseJson } from '../../../domain/json.ts';
import { loadStats, reading } from '../messages.ts';
import type { Counts, Reading } from '../reading.ts';

/** How often it says something, ms: a sample of whoever listens is cut at these. */
export const pace = 100;

/** Raised when a line means something else: an image of another firedrill is found out, and not misread. */
const version = 1;

const message = z.object({
  firedrill: z.literal(version),
  /** From 1, without a gap: what is missing is known to be missing. */
  seq: z.int().min(1),
  reading,
  /** Totals since its start. */
  stats: loadStats,
});
export type Message = z.infer<typeof message>;

export function lineOf({ seq, reading, stats }: Omit<Message, 'firedrill'>): string {
  return JSON.stringify({ firedrill: version, seq, reading: { ...reading, ages: coarse(reading.ages) }, stats } satisfies Message);
}

/** `undefined` for a line that is none: its container may write what it likes besides. */
export function messageIn(line: string): Message | undefined {
  return message.safeParse(parseJson(line)).data;
}

/** Ages to two digits: a target that hangs would make every line as long as all that is on its way. */
function coarse(ages: Counts): Counts {
  const merged = new Map<number, number>();
  for (const [age, count] of ages) merged.set(Number(age.toPrecision(2)), (merged.get(Number(age.toPrecision(2))) ?? 0) + count);
  return [...merged];
}

/** What is on its way for longer than the whole window: whoever joins short windows to a long one counts these anew. */
export function overdueIn({ from, to, ages, ...rest }: Reading): Reading {
  const old = ages.filter(([age]) => age > to - from);
  return { ...rest, from, to, ages: old, overdue: old.reduce((sum, [, count]) => sum + count, 0) };
}
