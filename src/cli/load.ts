import type { Command } from 'commander';
import { program } from '../platform/program.ts';

/** Internal: what the Job of a load runs, never started by hand. */
export function addLoad(root: Command): void {
  root.command('load', { hidden: true }).action(async () => {
    const { load } = await import('./load-program.ts');
    program.endWith(await load());
  });
}
