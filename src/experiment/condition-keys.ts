import { z } from 'zod';
import type { Comparator } from '../domain/condition.ts';
import { duration } from '../domain/fields.ts';
import { boundPattern, type Place } from './bound.ts';
import { name } from './names.ts';

export const comparators = ['at-least', 'at-most', 'above', 'below', 'equals'] as const satisfies readonly Comparator[];

const error = 'expected a threshold such as 99.9%, 300ms, 5 or 130% of baseline or +50ms';
const threshold = z.union([z.number(), z.string().regex(new RegExp(boundPattern), { error })], { error }).optional();

const compared = { 'at-least': threshold, 'at-most': threshold, above: threshold, below: threshold, equals: threshold };

const after = duration({ max: 86_400_000 }).optional().describe('Leaves out the settling time at the start of the window.');
const of = name.optional().describe('The fault whose time is meant, instead of that of all.');
const as = z.enum(['max', 'min', 'last', 'increase']).optional().describe('How the samples become one number, instead of pooled or their mean.');
const increase = z.literal('increase', { error: 'expected increase' }).optional().describe('Judged on what a counter gained since the anchor.');

const count = z.string().regex(/^\s*([2-9]|[1-9]\d)\s+of\s+([2-9]|[1-9]\d)\s*$/, { error: 'expected a count such as 3 of 5, from 2 of 2 to 99 of 99' });

/** Exactly one comparator, and what else the place knows. Which units fit is only known with the SLI. */
const condition = <Shape extends z.ZodRawShape>(modifiers: Shape) =>
  z.strictObject({ ...compared, ...modifiers }).meta({ oneOf: comparators.map((comparator) => ({ required: [comparator] })) });

/** What a condition may say in each place. */
export const conditionKeys = {
  'steady-state': condition({ as }),
  during: condition({ after, of, as }),
  throughout: condition({ after, of }),
  eventually: condition({
    within: duration({ min: 1, max: 86_400_000 }).describe('The time it has, from its anchor.'),
    from: z.enum(['restore', 'inject']).optional().describe('The anchor: the fault first observed present (inject), or the end of the last restore.'),
    as: increase,
    of,
  }),
  abort: condition({
    for: duration({ min: 1, max: 86_400_000 }).optional().describe('How long it must be breached, from the first to the current sample.'),
    count: count.optional().describe('How many of the last slots must breach: 3 of 5.'),
  }),
} as const satisfies Record<Place, z.ZodType>;

/** One condition on an SLI, or several. */
export const conditionsOf = <Key extends Place>(place: Key) => z.union([conditionKeys[place], z.array(conditionKeys[place]).min(1)]);
