import { z } from 'zod';
import { size } from '../../../domain/fields.ts';
import { ms, show } from '../../../domain/units.ts';
import { several } from '../../../domain/wording.ts';
import { readSelector, selectorKeys, type Pick, type Selector } from '../victims/selector.ts';

/** A burner whose lease nobody renews ends by itself after this. */
export const ttl = ms(15_000);

export type StressSpec = {
  readonly selector: Selector;
  readonly pick: Pick;
  /** Workers that each keep one core busy. */
  readonly cpu: number;
  /** Bytes held and touched. */
  readonly memory: number;
};

const workers = 'expected a number of workers, 1 to 256';
const mebibyte = 1024 ** 2;

export const schema: z.ZodType<StressSpec> = z
  .strictObject({
    ...selectorKeys,
    pick: z.enum(['one'], { error: 'expected one: stress stands beside one process' }).optional(),
    cpu: z.number({ error: workers }).int(workers).min(1, workers).max(256, workers).optional(),
    memory: size({ min: mebibyte }).optional(),
  })
  .transform((written, context) => {
    const { cpu, memory } = written;
    if (cpu === undefined && memory === undefined) context.addIssue({ code: 'custom', message: 'expected cpu: <workers>, memory: <size>, or both' });
    return { selector: readSelector(written, context), pick: written.pick ?? 'only', cpu: cpu ?? 0, memory: memory ?? 0 };
  });

export function showBurners(cpu: number, memory: number): string {
  const parts = [...(cpu > 0 ? [`burns ${several(cpu, 'core')}`] : []), ...(memory > 0 ? [`holds ${show(memory, 'size')} of memory`] : [])];
  return parts.join(' and ');
}
