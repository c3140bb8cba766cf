/** One program run a sample: its exit code, or the number it prints. The part that decides. */
import { z } from 'zod';
import { argv } from '../../domain/fields.ts';
import { ms, plain } from '../../domain/units.ts';
import type { ProbeKind } from '../../ports/probe.ts';

export type CommandSpec = {
  readonly command: readonly string[];
  readonly measure: 'exit-code' | 'number';
};

const schema = z.strictObject({
  command: argv.describe('The program and its arguments; no shell, in the folder of the config'),
  measure: z
    .enum(['exit-code', 'number'], { error: 'expected exit-code or number' })
    .describe('number: the last line of its output, and blind unless it exits with 0'),
});

export const commandKind: ProbeKind<CommandSpec> = {
  kind: 'command',
  about: 'one program run a sample: its exit code, or the number in the last line it prints',
  schema,
  unit: ({ measure }) => (measure === 'exit-code' ? plain : undefined),
  poolable: () => false,
  hosts: () => ['localhost'],
  staleness: () => ({ worst: ms(0), why: 'run afresh for each sample' }),
  load: async () => (await import('./session.ts')).open,
};
