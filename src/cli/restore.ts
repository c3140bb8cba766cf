import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { clusterOptions, placeOptions, type PlaceOptions } from './cluster-options.ts';
import { CommandFailed } from './problem.ts';

interface Options extends PlaceOptions {
  readonly forget?: string;
  readonly reason?: string;
  readonly cluster?: true;
}

const examples = `
Examples:
  firedrill restore
  firedrill restore 7k2m4p
  firedrill restore 7k2m4p --forget slow --reason "the host was scrapped"
  firedrill restore 7k2m4p --cluster --environment staging     # from any machine, by the record that the cluster keeps
  firedrill restore 7k2m4p --cluster --context staging --namespace shop`;

export function addRestore(root: Command): void {
  const command = root
    .command('restore [run]')
    .description('take out what ended runs have left, from their record alone; any number of times')
    .option('--forget <fault>', 'let a fault go whose target is gone for good (with --reason); its run is never held')
    .option('--reason <text>', 'why it is let go')
    .option('--cluster', 'by the record that the run keeps in the cluster, where its machine or its disk is gone');
  placeOptions(clusterOptions(command))
    .addHelpText('after', examples)
    .action(async (run: string | undefined, options: Options) => {
      requireFit(options);
      const { followOperator } = await import('../platform/signals.ts');
      using operator = followOperator();
      if (options.cluster === true) return program.endWith(await (await import('./restore-cluster.ts')).restoreInCluster(run, options, operator));
      program.endWith(await (await import('./restore-run.ts')).restore(run, options, operator));
    });
}

function requireFit(options: Options): void {
  if (options.cluster !== true) return requireNone(options);
  if (options.forget === undefined) return;
  throw new CommandFailed(
    'Cannot forget: a record in a cluster is let go by deleting it.',
    'firedrill restore <run> --cluster names it where it cannot be restored.',
    2,
  );
}

function requireNone(options: Options): void {
  const stray = Object.keys(options).find((name) => name !== 'forget' && name !== 'reason');
  if (stray !== undefined) throw new CommandFailed(`Cannot restore: --${dashed(stray)} is of --cluster.`, 'firedrill restore --help', 2);
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
