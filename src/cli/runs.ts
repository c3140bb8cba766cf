import { InvalidArgumentError, type Command } from 'commander';
import { program } from '../platform/program.ts';
import { since } from './since.ts';

interface Options {
  readonly experiment?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly json?: true;
}

export function addRuns(root: Command): void {
  root
    .command('runs')
    .description('list the runs that the store remembers, those of other machines too where it is shared, and those that are alive or left something')
    .option('--experiment <name>', 'only those of one experiment')
    .option('--since <when>', 'only those that started since: a date, or 7d, 4w', since)
    .option('--limit <count>', 'only the latest so many', count)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  firedrill runs\n  firedrill runs --experiment slow-payments --since 4w --limit 10')
    .action(async ({ json, ...query }: Options) => {
      const { listAll, showRuns } = await import('./list-runs.ts');
      const { runs, troubles } = await listAll(query);
      program.print(json === true ? JSON.stringify(runs, null, 2) : showRuns(runs, query));
      for (const trouble of troubles) program.talk(trouble);
    });
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number above 0.');
  return Number(text);
}
