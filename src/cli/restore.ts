import type { Command } from 'commander';
import { program } from '../platform/program.ts';

export function addRestore(root: Command): void {
  root
    .command('restore [run]')
    .description('take out what ended runs have left, from their record alone; any number of times')
    .option('--forget <fault>', 'let a fault go whose target is gone for good (with --reason); its run is never held')
    .option('--reason <text>', 'why it is let go')
    .addHelpText(
      'after',
      '\nExamples:\n  firedrill restore\n  firedrill restore 7k2m4p\n  firedrill restore 7k2m4p --forget slow --reason "the host was scrapped"',
    )
    .action(async (run: string | undefined, options: { forget?: string; reason?: string }) => {
      const [{ restore }, { followOperator }] = await Promise.all([import('./restore-run.ts'), import('../platform/signals.ts')]);
      using operator = followOperator();
      program.endWith(await restore(run, options, operator));
    });
}
