import type { Command } from 'commander';
import { program } from '../platform/program.ts';

export function addRestore(root: Command): void {
  root
    .command('restore [run]')
    .description('take out what dead runs have left, from their record alone; any number of times')
    .option('--forget <fault>', 'let a fault go whose target is gone for good (with --reason)')
    .option('--reason <text>', 'why it is let go')
    .addHelpText(
      'after',
      '\nExamples:\n  firedrill restore\n  firedrill restore 7k2m4p\n  firedrill restore 7k2m4p --forget slow --reason "the host was scrapped"',
    )
    .action(async (run: string | undefined, options: { forget?: string; reason?: string }) => {
      const { restore } = await import('./restore-run.ts');
      program.endWith(await restore(run, options));
    });
}
