/** Zod fields for quantities: text as people write it in, canonical numbers out; the same field serves every room's schema. */
import { z } from 'zod';
import { ms, parseQuantity, ratio, showMs, type Bytes, type Dimension, type Ms, type PerSecond, type Ratio } from './units.ts';

/** A whole reference may stand for any value; it is replaced before the field sees it, so only editors meet this branch. */
const reference = String.raw`|.*\$\{.+\}.*`;
const patterns = {
  duration: String.raw`^(\d+(\.\d+)?\s*(ms|s|m|h)${reference})$`,
  ratio: String.raw`^(\d+(\.\d+)?\s*%${reference})$`,
  rate: String.raw`^(\d+(\.\d+)?\s*/(s|m|h)${reference})$`,
  size: String.raw`^(\d+(\.\d+)?\s*(B|KiB|MiB|GiB|KB|MB|GB)${reference})$`,
} as const;

const examples = { duration: '250ms, 2s, 5m or 1h', ratio: '99.9% or 0.999', rate: '200/s', size: '64KiB', number: 'a number' } as const;

/** What to write for a quantity of this dimension: "a duration such as 250ms, 2s, 5m or 1h". */
export function expected(dimension: Dimension): string {
  const name = { duration: 'a duration', ratio: 'a share', rate: 'a rate', size: 'a size', number: 'a number' }[dimension];
  return dimension === 'number' ? name : `${name} such as ${examples[dimension]}`;
}

interface Range {
  /** Canonical, inclusive. */
  readonly min?: number;
  readonly max?: number;
}

function read(dimension: Exclude<Dimension, 'number'>, bare: boolean, range: Range, show: (value: number) => string) {
  return (text: string | number, context: z.RefinementCtx): number => {
    const quantity = parseQuantity(text);
    const fits = quantity !== undefined && (quantity.dimension === dimension || (bare && quantity.dimension === 'number'));
    if (!fits) {
      context.addIssue({ code: 'custom', message: `expected ${expected(dimension)}` });
      return z.NEVER;
    }
    if (quantity.value < (range.min ?? 0)) context.addIssue({ code: 'custom', message: `expected at least ${show(range.min ?? 0)}` });
    if (quantity.value > (range.max ?? Infinity)) context.addIssue({ code: 'custom', message: `expected at most ${show(range.max ?? Infinity)}` });
    return quantity.value;
  };
}

/** A duration with its unit; a bare number is refused, because nobody knows its unit. */
export function duration(range: Range = {}): z.ZodType<Ms> {
  return z
    .string({ error: `expected ${expected('duration')}` })
    .regex(new RegExp(patterns.duration), { error: `expected ${expected('duration')}` })
    .transform(read('duration', false, range, showMs))
    .transform(ms);
}

/** A share, `99.9%` or `0.999`; 0..1 unless a range says otherwise. */
export function share(range: Range = { min: 0, max: 1 }): z.ZodType<Ratio> {
  return z
    .union([z.number(), z.string().regex(new RegExp(patterns.ratio), { error: `expected ${expected('ratio')}` })], { error: `expected ${expected('ratio')}` })
    .transform(read('ratio', true, range, (value) => `${value * 100}%`))
    .transform(ratio);
}

/** A rate, `200/s`. */
export function rate(range: Range = {}): z.ZodType<PerSecond> {
  return z
    .string({ error: `expected ${expected('rate')}` })
    .regex(new RegExp(patterns.rate), { error: `expected ${expected('rate')}` })
    .transform(read('rate', false, range, (value) => `${value}/s`))
    .transform((value) => value as PerSecond);
}

/** A size with its unit, `64KiB`. */
export function size(range: Range = {}): z.ZodType<Bytes> {
  return z
    .string({ error: `expected ${expected('size')}` })
    .regex(new RegExp(patterns.size), { error: `expected ${expected('size')}` })
    .transform(read('size', false, range, (value) => `${value}B`))
    .transform((value) => value as Bytes);
}

/** A command as an argument array; never a shell line. */
export const argv = z
  .array(z.string(), { error: 'expected a command as a list: [program, argument, …]' })
  .min(1, { error: 'expected at least the program to run' });
