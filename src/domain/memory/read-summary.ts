/** A remembered run as it comes back from a store or a file: nothing of it is believed before it is looked at. */
import { z } from 'zod';
import { ms } from '../units.ts';
import { exitCodes, type Outcome } from '../verdict.ts';
import { summaryVersion, type RunSummary } from './run-summary.ts';

const time = z.number().transform(ms);
const text = z.string();

const expectation = z.object({
  id: text,
  kind: z.enum(['during', 'throughout', 'eventually', 'recovery']),
  sli: text.exactOptional(),
  text,
  status: z.enum(['met', 'broken', 'undecided']),
  value: z.number().exactOptional(),
  shown: text.exactOptional(),
  limit: z.number().exactOptional(),
  why: text.exactOptional(),
  key: text,
  written: text,
});

const sli = z.object({
  name: text,
  baseline: z.number().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  good: z.number(),
  blind: z.number(),
  dimension: z.enum(['duration', 'ratio', 'rate', 'size', 'number']),
  worse: z.enum(['low', 'high']).exactOptional(),
});

const abort = z.object({
  id: text,
  sli: text,
  key: text,
  written: text,
  breached: z.object({ value: z.number(), shown: text, limit: z.number().exactOptional() }).exactOptional(),
});

const fault = z.object({
  fault: text,
  n: z.number(),
  status: z.enum(['restored', 'left', 'forgotten', 'rehearsed', 'not injected', 'never applied']),
  targets: z.array(text),
  restoreTook: time.exactOptional(),
  hits: z.number().exactOptional(),
  by: z.enum(['runner', 'guardian', 'restore']).exactOptional(),
  type: text.exactOptional(),
});

const summary = z.object({
  schemaVersion: z.literal(summaryVersion),
  run: text,
  recorded: z.number().exactOptional(),
  experiment: text,
  hypothesis: text,
  owner: text.exactOptional(),
  file: text,
  environment: text.exactOptional(),
  production: z.boolean(),
  rehearsal: z.boolean(),
  started: text,
  finished: text.exactOptional(),
  lasted: time,
  outcome: z.enum(Object.keys(exitCodes) as [Outcome, ...Outcome[]]),
  exitCode: z.number(),
  because: text,
  seed: z.number(),
  expectations: z.array(expectation),
  slis: z.array(sli),
  aborts: z.array(abort),
  faults: z.array(fault),
  halt: z.object({ words: text, breachedAt: time, decidedAt: time, restoredAt: time.exactOptional() }).exactOptional(),
  recovery: z.union([z.object({ took: time }), z.object({ missedAfter: time })]).exactOptional(),
  refusals: z.array(text),
  slot: z.object({ schedule: text, job: text, slot: text }).exactOptional(),
});

/** `undefined` for what is none, or of a version that this firedrill does not know. */
export function readSummary(value: unknown): RunSummary | undefined {
  return summary.safeParse(value).data;
}
