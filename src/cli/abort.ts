import type { Command } from 'commander';
import { program } from '../platform/program.ts';

interface Options {
  readonly all?: true;
  readonly block?: string;
  readonly reason?: string;
}

export function addAbort(root: Command): void {
  root
    .command('abort [run]')
    .description('halt a run: everything it injected is restored first')
    .option('--all', 'halt every run of this user')
    .option('--block <reason>', 'with --all: refuse new runs until `firedrill unblock`')
    .option('--reason <text>', 'why, for the record')
    .addHelpText('after', '\nExamples:\n  firedrill abort 7k2m4p\n  firedrill abort --all --block "incident 4711"')
    .action(async (run: string | undefined, options: Options) => {
      const { abort } = await import('./abort-run.ts');
      program.endWith(await abort(run, options));
    });
}
