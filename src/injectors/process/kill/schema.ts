import { z } from 'zod';
import { argv } from '../../../domain/fields.ts';
import { readSelector, selectorKeys, type Pick, type Selector } from '../victims/selector.ts';

export type KillSpec = {
  readonly signal: string;
  readonly selector: Selector;
  readonly pick: Pick;
  /** Who brings it back: a supervisor, or restore with a command. */
  readonly back: { readonly by: 'supervisor' } | { readonly by: 'restart'; readonly argv: readonly string[] };
};

/** Signals that end a process; HUP is none of them, since many programs only reload on it. */
const signals = ['KILL', 'TERM', 'INT', 'QUIT', 'ABRT'] as const;

const keys = z.strictObject({
  ...selectorKeys,
  pick: z.enum(['one', 'all'], { error: 'expected one or all' }).optional(),
  signal: z.enum(signals, { error: `expected one of ${signals.join(', ')}` }).default('KILL'),
  recovers: z.literal(true, { error: 'expected true, or restart: [program, …]' }).optional(),
  restart: argv.optional(),
});

export const schema: z.ZodType<KillSpec> = keys.transform((written, context) => ({
  signal: written.signal,
  selector: readSelector(written, context),
  pick: written.pick ?? 'only',
  back: readBack(written, context),
}));

function readBack(written: z.infer<typeof keys>, context: z.RefinementCtx): KillSpec['back'] {
  const { recovers, restart, pick } = written;
  if ((recovers === undefined) === (restart === undefined)) {
    const message = 'expected either recovers: true (a supervisor brings it back) or restart: [program, …] (restore starts it again)';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  if (restart === undefined) return { by: 'supervisor' };
  if (pick === 'all') context.addIssue({ code: 'custom', path: ['pick'], message: 'expected one: restart starts one process' });
  return { by: 'restart', argv: restart };
}
