/** How a schedule is spelt. */
import { z } from 'zod';
import { duration } from '../domain/fields.ts';
import { days, type Day } from '../domain/program/program.ts';
import { ms } from '../domain/units.ts';
import { isMapping } from './document.ts';
import { name } from './names.ts';
import { node, type Node } from './schema-nodes.ts';

const text = z.string({ error: 'expected a text' }).min(1);
const hour = 3_600_000;

const time = (last: string): z.ZodString =>
  z
    .string({ error: 'expected a time of day such as 09:30' })
    .regex(new RegExp(`^(([01]\\d|2[0-3]):[0-5]\\d${last})$`), { error: 'expected a time of day such as 09:30' });

const working: readonly Day[] = days.slice(0, 5);
const someDays = z.union(
  [z.literal('every').transform(() => days), z.literal('working').transform(() => working), z.array(z.enum(days)).min(1)],
  { error: `expected every, working, or a list of ${days.join(', ')}` },
); // prettier-ignore

const experiments = z.union([text.transform((one) => [one]), z.array(text).min(1)], {
  error: 'expected an experiment file, a folder of them, or a list of such',
});

const value = z.union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number, true or false' });
const values = z.union([value.transform((one) => [String(one)]), z.array(value.transform(String)).min(1)], {
  error: 'expected a value, or a list of which one is drawn',
});

export const jobSchema = z.strictObject({
  cron: text.optional().describe('When, as minute hour day month weekday: "0 10 * * tue".'),
  jitter: duration({ min: 1000, max: 24 * hour }).optional().describe('Each time late by up to this, drawn.'),
  between: z.tuple([time(''), time('|24:00')], { error: 'expected two times of day such as [10:00, 15:00]' }).optional().describe('Instead of cron: once a day, some time between these two, drawn.'),
  days: someDays.optional().describe('Days of between: every (unless said), working (Monday to Friday), or a list.'),
  suite: experiments.optional().describe('What runs: all of these in order. Files, or folders of which every experiment; paths count from the schedule’s folder.'),
  'one-of': experiments.optional().describe('Instead of suite: one of these, drawn.'),
  vars: z.record(name, values).default({}).describe('Variables for those experiments that declare them; of a list one value is drawn for each run.'),
  'on-not-held': z.enum(['stop', 'go-on']).optional().describe('Of a suite: whether an experiment that is refuted, inconclusive or refused is the last (stop, unless said). Aborted and not restored always are.'),
  'retry-refused': z
    .strictObject({
      every: duration({ min: 1000, max: 24 * hour }).describe('How long after a refusal.'),
      within: duration({ min: 1000, max: 24 * hour }).describe('How long after the first try.'),
    })
    .optional()
    .describe('Tries a refused run again; never one that has injected anything.'),
  announce: duration({ min: 1000, max: 24 * hour }).optional().describe('How long before its first run it is announced.'),
}); // prettier-ignore

const windowSchema = z.strictObject({
  days: someDays.default(() => days).describe('every (unless said), working (Monday to Friday), or a list.'),
  from: time('').describe('Local to the time zone.'),
  to: time('|24:00').describe('Nothing starts at or after it.'),
});

export const digestSchema = z.strictObject({ cron: text.describe('When, as minute hour day month weekday: "0 9 * * mon".') });

const keys = {
  $schema: z.string().optional(),
  apiVersion: z.literal('firedrill/v1', { error: 'expected firedrill/v1' }),
  kind: z.literal('Schedule', { error: 'expected Schedule' }),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'expected a name of small letters, digits and -, such as weekly' })
    .describe('What its slots are remembered by.'),
  'time-zone': z.string({ error: 'expected a name such as Europe/Berlin' }).describe('Of cron, between, windows and whole days: Europe/Berlin.'),
  seed: z.int({ error: 'expected a whole number' }).min(0).max(2 ** 31 - 1).default(0).describe('Another one draws other times, experiments and values.'),
  windows: z.array(windowSchema).min(1).default([]).describe('Only in these does anything start.'),
  skip: z.array(text).min(1).default([]).describe('Calendars of the config in whose times nothing starts.'),
  digest: digestSchema.optional().describe('When schedule start tells what was since the last time: on its terminal and by the Slack sinks.'),
} as const; // prettier-ignore

export const scheduleSchema = z.strictObject({ ...keys, jobs: z.record(z.string(), z.unknown(), { error: 'expected what runs when, by name' }) });
export type JobInput = z.output<typeof jobSchema>;

export const noJitter = ms(0);

/** What of a mapping is sound by itself, though the rest is not: so that everything wrong is said at once. */
export function soundParts<Shape extends z.core.$ZodShape>({ shape }: z.ZodObject<Shape>, value: unknown): Partial<z.output<z.ZodObject<Shape>>> {
  const raw = isMapping(value) ? value : {};
  const parts = Object.entries(shape).flatMap(([key, schema]) => {
    const result = z.safeParse(schema, raw[key]);
    return result.success ? [[key, result.data] as const] : [];
  });
  return Object.fromEntries(parts) as Partial<z.output<z.ZodObject<Shape>>>;
}

const one = (...names: string[]): Node => ({ oneOf: names.map((each) => ({ required: [each] })) });

/** The JSON Schema of schedule files, for editors. */
export function scheduleJsonSchema(): Node {
  const job = { title: 'job', ...node(jobSchema), allOf: [one('cron', 'between'), one('suite', 'one-of')] };
  const jobs = { type: 'object', description: 'What runs when, by name.', minProperties: 1, propertyNames: node(name), additionalProperties: job };
  const schema = node(z.strictObject({ ...keys, jobs: z.unknown() }));
  const properties = schema['properties'];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'firedrill schedule',
    ...schema,
    properties: { ...(typeof properties === 'object' ? properties : {}), jobs },
    required: ['apiVersion', 'kind', 'name', 'time-zone', 'jobs'],
  };
}
