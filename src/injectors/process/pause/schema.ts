import { z } from 'zod';
import { readSelector, selectorKeys, type Pick, type Selector } from '../victims/selector.ts';

export type PauseSpec = { readonly selector: Selector; readonly pick: Pick };

export const schema: z.ZodType<PauseSpec> = z
  .strictObject({ ...selectorKeys, pick: z.enum(['one', 'all'], { error: 'expected one or all' }).optional() })
  .transform((written, context) => ({ selector: readSelector(written, context), pick: written.pick ?? 'only' }));
