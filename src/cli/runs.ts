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
      const { runs, damage } = await listAll();
      program.print(options.json === true ? JSON.stringify(runs, null, 2) : showRuns(runs));
      if (damage !== undefined) program.talk(`Runs of other checkouts are not listed: the state of this user cannot be used: ${damage.why}.\n  ${damage.hint}`);
    });
}
