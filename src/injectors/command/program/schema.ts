import { z } from 'zod';
import { argv } from '../../../domain/fields.ts';
import { stepTimeout, usual, variableName } from '../steps/fields.ts';

const step = z.strictObject({ run: z.array(z.string()), timeout: z.number() });
export type Step = z.infer<typeof step>;

export const steps = z.strictObject({
  inject: step,
  restore: step,
  observe: step.nullable(),
  needsEnv: z.array(z.string()),
});

/** Three programs; `observe` is null where the file names none. */
export type CommandSpec = z.infer<typeof steps> & { readonly hosts: string[] };

const written = z.union([argv, z.strictObject({ run: argv, timeout: stepTimeout })], {
  error: 'expected a command as a list: [program, argument, …], or { run: [program, …], timeout: 10s }',
});

export const schema: z.ZodType<CommandSpec> = z
  .strictObject({
    inject: written,
    restore: written.describe('Must do no harm when nothing was injected, and when run twice'),
    observe: written.optional().describe('Exit code 0: the fault is there, 1: it is not, any other: nobody can say; changes nothing'),
    'needs-env': z.array(variableName).default([]).describe('Environment variables without which restore cannot work'),
    hosts: z.array(z.string().min(1)).min(1).default(['localhost']).describe('What it harms, for the list of allowed hosts of the environment'),
  })
  .transform(({ inject, restore, observe, hosts, 'needs-env': needsEnv }) => ({
    inject: stepOf(inject, usual.timeout),
    restore: stepOf(restore, usual.restore),
    observe: observe === undefined ? null : stepOf(observe, usual.timeout),
    needsEnv,
    hosts,
  }));

function stepOf(one: z.infer<typeof written>, timeout: number): Step {
  return Array.isArray(one) ? { run: one, timeout } : { run: one.run, timeout: one.timeout ?? timeout };
}
