import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SlotId } from '../domain/memory/step.ts';
import { program } from '../platform/program.ts';
import { varOption, type Vars } from './vars.ts';

export interface RunOptions {
  readonly var: Vars;
  readonly json?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly restoreFirst?: true;
  readonly seed?: number;
  /** The slot it is run for: its scheduler holds its standard input, and its end is a halt. */
  readonly scheduled?: SlotId;
}

export function addRun(root: Command): void {
  root
    .command('run <files...>')
    .description('run experiments one after the other: inject, watch, restore, judge; a folder means every experiment in it')
    .addOption(varOption())
    .option('--json', 'print the event stream as NDJSON; its last line is always run.finished')
    .option('--yes', 'answer go to the go / no-go question of a production environment')
    .option('--dry-run', 'a rehearsal: everything but the injection')
    .option('--restore-first', 'restore what ended runs have left before starting')
    .option('--seed <number>', 'make the random choices of an earlier run again', wholeNumber)
    .addOption(new Option('--scheduled <slot>').argParser(slotOf).hideHelp())
    .addHelpText('after', '\nExamples:\n  firedrill run experiments/shop/slow-payments.yaml --var for=30s\n  firedrill run experiments/shop --json | tail -1')
    .action(async (files: string[], options: RunOptions) => {
      const { runFiles } = await import('./run-files.ts');
      program.endWith(await runFiles(files, options));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** Written by `firedrill schedule`, never by hand; looked at here without zod, which --help would have to load. */
function slotOf(text: string): SlotId {
  try {
    const { schedule, job, slot }: { readonly [Key in keyof SlotId]?: unknown } = JSON.parse(text);
    if (typeof schedule === 'string' && typeof job === 'string' && typeof slot === 'string') return { schedule, job, slot };
  } catch {
    // No JSON.
  }
  throw new InvalidArgumentError('Only firedrill schedule writes it.');
}
