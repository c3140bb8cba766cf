import type { Command } from 'commander';
import { Option } from 'commander';
import { program } from '../platform/program.ts';

export function addReport(root: Command): void {
  root
    .command('report <run>')
    .description('make the reports of a run again from its record: report.json and report.md in its folder')
    .addOption(new Option('--format <format>', 'also print it').choices(['md', 'json', 'path']).default('md'))
    .addHelpText('after', '\nExample:\n  firedrill report 7k2m4p --format json')
    .action(async (run: string, options: { format: 'md' | 'json' | 'path' }) => {
      const [{ writeReports }, { findRun }, { openStateIfPossible }, { stateFolder }] = await Promise.all([
        import('./write-reports.ts'),
        import('./run-folder.ts'),
        import('../record/tolerant-state.ts'),
        import('../platform/places.ts'),
      ]);
      using state = openStateIfPossible(stateFolder());
      const folder = await findRun(run, state);
      const reports = await writeReports(folder);
      program.print(options.format === 'path' ? folder : reports[options.format].trimEnd());
    });
}
