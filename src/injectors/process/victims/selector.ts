/** How a file says which process: by pid file, listening port or command line. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { argv } from '../../../domain/fields.ts';
import type { FaultPlan } from '../../../domain/plan.ts';
import { shellLine } from '../../shell.ts';

export const selector = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('pid-file'), path: z.string() }),
  z.strictObject({ by: z.literal('port'), port: z.number().int() }),
  z.strictObject({ by: z.literal('command'), command: z.array(z.string()) }),
]);
export type Selector = z.infer<typeof selector>;

/** `only`: exactly one process may match; `one`: chance, with the run's seed, picks among several; `all` of them. */
export type Pick = 'only' | 'one' | 'all';

/** Of those that match: all, or one of however many a look will find. */
export function plannedShare(pick: Pick): FaultPlan['share'] {
  return { targets: pick === 'one' ? 'seen in preflight' : { hit: 1, of: 1 } };
}

const portNumber = z.number({ error: 'expected a port, 1 to 65535' }).int().min(1, 'expected a port, 1 to 65535').max(65_535, 'expected a port, 1 to 65535');

/** The keys; all optional here, because only `readSelector` can say that exactly one is meant. */
export const selectorKeys = {
  'pid-file': z.string().min(1, 'expected a path').optional(),
  port: portNumber.optional(),
  command: argv.optional(),
};

interface Written {
  readonly 'pid-file'?: string | undefined;
  readonly port?: number | undefined;
  readonly command?: string[] | undefined;
}

export function readSelector(written: Written, context: z.RefinementCtx): Selector {
  const found: Selector[] = [];
  if (written['pid-file'] !== undefined) found.push({ by: 'pid-file', path: written['pid-file'] });
  if (written.port !== undefined) found.push({ by: 'port', port: written.port });
  if (written.command !== undefined) found.push({ by: 'command', command: written.command });
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  context.addIssue({ code: 'custom', message: 'expected exactly one of pid-file, port and command, to say which process' });
  return z.NEVER;
}

/** With its path made absolute, so that any process in any folder means the same. */
export function resolveSelector(chosen: Selector, folder: string): Selector {
  return chosen.by === 'pid-file' ? { by: 'pid-file', path: resolve(folder, chosen.path) } : chosen;
}

/** The lock and group of the target; two selectors of one process are two keys, for a plan does not look. */
export function selectorKey(chosen: Selector): string {
  switch (chosen.by) {
    case 'pid-file':
      return `process:pid-file:${chosen.path}`;
    case 'port':
      return `process:port:${chosen.port}`;
    case 'command':
      return `process:command:${JSON.stringify(chosen.command)}`;
  }
}

export function showSelector(chosen: Selector): string {
  switch (chosen.by) {
    case 'pid-file':
      return `of pid file ${chosen.path}`;
    case 'port':
      return `listening on port ${chosen.port}`;
    case 'command':
      return `running "${chosen.command.join(' ')}"`;
  }
}

/** The command that shows, by hand, what matches. */
export function lookByHand(chosen: Selector): string {
  switch (chosen.by) {
    case 'pid-file':
      return `ps -fp "$(cat ${shellLine([chosen.path])})"`;
    case 'port':
      return `ss -ltnp 'sport = :${chosen.port}'`;
    case 'command':
      return 'ps -ef';
  }
}
