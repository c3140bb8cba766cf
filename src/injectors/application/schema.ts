import { z } from 'zod';
import { argv } from '../../domain/fields.ts';

export type ApplicationSpec = {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files that its output is appended to; `null` throws it away. */
  readonly stdout: string | null;
  readonly stderr: string | null;
  /** Control address that it serves, without a slash at the end; `null` where it is no proxy. */
  readonly serves: string | null;
};

export const schema: z.ZodType<ApplicationSpec> = z.strictObject({
  argv,
  cwd: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  stdout: z.string().nullable().default(null),
  stderr: z.string().nullable().default(null),
  serves: z.string().nullable().default(null),
});
