/** What the two threads say to each other. */
import { z } from 'zod';
import type { LoadSpec } from '../../domain/experiment.ts';
import type { LoadStats } from '../../domain/load-stats.ts';
import { ms, perSecond } from '../../domain/units.ts';
import type { Reading } from './reading.ts';

const counts = z.array(z.tuple([z.number(), z.number()]));

export const reading: z.ZodType<Reading> = z.object({
  from: z.number(),
  to: z.number(),
  total: z.number(),
  good: z.number(),
  dropped: z.number(),
  waiting: z.number(),
  overdue: z.number(),
  counts,
  ages: counts,
  saturated: z.boolean(),
});

export const loadStats: z.ZodType<LoadStats> = z.object({
  good: z.number(),
  failed: z.number(),
  dropped: z.number(),
  skipped: z.number(),
  waiting: z.number(),
  worstLag: z.number(),
  failures: z.record(z.string(), z.number()),
});

/** To the worker; `id` names the answer it wants. */
export const order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), cursor: z.number(), latencies: z.boolean() }),
  z.object({ kind: z.literal('close'), cursor: z.number() }),
  z.object({ kind: z.literal('take'), cursor: z.number(), id: z.number() }),
  z.object({ kind: z.literal('stats'), id: z.number() }),
]);
export type Order = z.infer<typeof order>;

/** From the worker. */
export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reading'), id: z.number(), reading }),
  z.object({ kind: z.literal('stats'), id: z.number(), stats: loadStats }),
]);
export type Reply = z.infer<typeof reply>;

const success = z.object({
  status: z.array(z.number()).exactOptional(),
  headers: z.record(z.string(), z.string()),
  json: z.record(z.string(), z.json()),
  bodyContains: z.string().exactOptional(),
});

/** The load, as the worker receives it. */
export const loadSpec: z.ZodType<LoadSpec> = z.object({
  name: z.string(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().exactOptional(),
  rate: z.number().transform(perSecond),
  timeout: z.number().transform(ms),
  success,
  alsoGood: z.array(success).exactOptional(),
  in: z.object({ context: z.string().exactOptional(), namespace: z.string() }).exactOptional(),
});
