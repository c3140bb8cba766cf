import type { Command } from 'commander';
import { program } from '../platform/program.ts';

export function addRuns(root: Command): void {
  root
    .command('runs')
    .description('list the runs of this checkout, and those of others that are alive or left something')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  firedrill runs')
    .action(async (options: { json?: true }) => {
      const { listAll, showRuns } = await import('./list-runs.ts');
      const all = await listAll();
      program.print(options.json === true ? JSON.stringify(all, null, 2) : showRuns(all));
    });
}
