import type { Command } from 'commander';
import { Option } from 'commander';
import { program } from '../platform/program.ts';

interface ReportOptions {
  readonly format: 'md' | 'json' | 'path';
  readonly resend?: true;
}

export function addReport(root: Command): void {
  root
    .command('report [run]')
    .description('make the reports of a run again from its record: report.json and report.md in its folder')
    .addOption(new Option('--format <format>', 'also print it').choices(['md', 'json', 'path']).default('md'))
    .option('--resend', 'deliver to the sinks of the config what they have not got, of this run or of all')
    .addHelpText('after', '\nExamples:\n  firedrill report 7k2m4p --format json\n  firedrill report --resend')
    .action(async (run: string | undefined, { format, resend }: ReportOptions) => {
      if (resend === true) {
        const { resendRuns } = await import('./resend-runs.ts');
        return program.endWith(await resendRuns(run));
      }
      const { reportOf } = await import('./report-of.ts');
      program.print(await reportOf(run, format));
    });
}
