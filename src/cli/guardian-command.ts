import type { Command } from 'commander';
import { program } from '../platform/program.ts';

/** Internal: started by a run, never by hand. */
export function addGuardian(root: Command): void {
  root.command('guardian <order>', { hidden: true }).action(async (order: string) => {
    const { guardian } = await import('./guardian.ts');
    program.endWith(await guardian(order));
  });
}
