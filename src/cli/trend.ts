import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { since } from './since.ts';

export interface TrendOptions {
  readonly since?: string;
  readonly html?: string;
  readonly json?: true;
}

const help = `
Runs of different environments are never compared. A change is told where chance alone would show one in at most one of a hundred steady
measures, and there are four runs on both sides of it: docs/findings.md.

Examples:
  firedrill trend slow-payments
  firedrill trend slow-payments --since 2026-07-01 --html trend.html`;

export function addTrend(root: Command): void {
  root
    .command('trend <experiment>')
    .description('show one experiment over its runs: outcomes, time to recover, halt to restored, how bad each SLI got, and since when that is another')
    .option('--since <when>', 'only runs that started since: a date, or 7d, 4w', since)
    .option('--html <file>', 'write a page that needs nothing but itself')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (experiment: string, options: TrendOptions) => {
      const { showTrend } = await import('./show-trend.ts');
      program.print(await showTrend(experiment, options));
    });
}
