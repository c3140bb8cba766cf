/** The keys of proxy faults; whole numbers only, because the server drops or refuses fractions. */
import { z } from 'zod';
import { duration, share, size } from '../../domain/fields.ts';
import { ms, parseQuantity, ratio, type Bytes, type Ms } from '../../domain/units.ts';

const day = 86_400_000;
const gibibyte = 1024 ** 3;

/** A proxy by its name on the server. */
export const proxy = z.string({ error: 'expected the name of a proxy' }).min(1, { error: 'expected the name of a proxy' });

/** Which proxy, which way (`downstream` is what the server sends), and the share of connections: Toxiproxy rolls once a connection. */
export const toxicKeys = {
  proxy,
  stream: z.enum(['downstream', 'upstream'], { error: 'expected downstream or upstream' }).default('downstream'),
  toxicity: share().default(ratio(1)),
};

/** A duration in whole milliseconds, 0 to `max` ms (24 h). */
export function wholeMs(max = day): z.ZodType<Ms> {
  return duration({ max }).refine((value) => Number.isInteger(value), { error: 'expected whole milliseconds' });
}

/** A duration in whole microseconds, 0 to 24 h; `0.5ms` is 500 µs. */
export function wholeMicroseconds(): z.ZodType<Ms> {
  return duration({ max: day }).refine((value) => Number.isInteger(microseconds(value)), { error: 'expected whole microseconds' });
}

/** Rounded to a millionth of a microsecond: `0.29ms * 1000` is not 290 in binary. */
export function microseconds(value: Ms): number {
  return Number((value * 1000).toFixed(6));
}

/** A size in whole bytes, up to 1 GiB. */
export function wholeBytes(min: number): z.ZodType<Bytes> {
  return size({ min, max: gibibyte }).refine((value) => Number.isInteger(value), { error: 'expected whole bytes' });
}

const expectedRate = 'expected a rate such as 64KB/s';

/** Kilobytes (1000 bytes) a second, as Toxiproxy counts them: rounded to whole ones, at least 1; below 0 the server crashes, at 0 nothing passes. */
export const kilobytesPerSecond: z.ZodType<number> = z
  .string({ error: expectedRate })
  .regex(/^(\d+(\.\d+)?\s*(B|KiB|MiB|GiB|KB|MB|GB)\/s|.*\$\{.+\}.*)$/, { error: expectedRate })
  .transform((text, context) => {
    const quantity = parseQuantity(text.replace(/\/s$/, ''));
    if (quantity?.dimension !== 'size') return refuse(context, expectedRate);
    const rate = Math.round(quantity.value / 1000);
    if (rate < 1) return refuse(context, 'expected at least 1KB/s; to let nothing through, use toxiproxy.timeout');
    return quantity.value > gibibyte ? refuse(context, 'expected at most 1GiB/s') : rate;
  });

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

export const noTime = ms(0);
