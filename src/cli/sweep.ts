import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { clusterOptions, placeOptions, type PlaceOptions } from './cluster-options.ts';

const help = `
It restores by the records that runs keep in the cluster (ConfigMaps fd-<run>-<n>), from any machine. A run that lives renews its record; one that has not been
renewed for 60 s is dead, and so is its runner. A record that cannot be read is reported, and never deleted. Nothing to do is 0; 5 while something is left.

Examples:
  firedrill sweep --environment staging
  firedrill sweep --context staging --namespace shop --json
  firedrill sweep -A                          # in a pod, by its own ServiceAccount`;

export function addSweep(root: Command): void {
  const command = root.command('sweep').description('take out of a cluster what dead runs have left in it, whichever machine they ran on');
  placeOptions(clusterOptions(command))
    .option('--run <run>', 'of this run alone')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (options: PlaceOptions & { run?: string; json?: true }) => {
      const [{ sweep }, { followOperator }] = await Promise.all([import('./restore-cluster.ts'), import('../platform/signals.ts')]);
      using operator = followOperator();
      program.endWith(await sweep(options, operator));
    });
}
