import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { varOption, type Vars } from './vars.ts';

export interface RbacOptions {
  readonly var: Vars;
  readonly name?: string;
  readonly serviceAccount?: string;
  readonly context?: string;
  readonly restoring?: true;
  readonly values?: true;
  readonly json?: true;
}

const help = `
It asks no cluster: what is printed is what preflight will ask for, and nothing more. A ClusterRole is printed only for what belongs to no namespace,
or is looked at in all of them, and says so. Never secrets, never a wildcard.

Examples:
  firedrill rbac experiments/kubernetes/kill-one-storefront.yaml | kubectl apply -f -
  firedrill rbac experiments/kubernetes/zone-loss.yaml --service-account drills/runner --name zone-loss
  firedrill rbac experiments/kubernetes/zone-loss.yaml --restoring --values    # the sweeper's part, for the chart`;

export function addRbac(root: Command): void {
  root
    .command('rbac <file>')
    .description('print the least roles that an experiment needs in its cluster; asks no cluster, touches nothing')
    .addOption(varOption())
    .option('--name <name>', 'of the roles and their bindings; firedrill-<experiment> unless said')
    .option('--service-account <namespace/name>', 'to whom they are given; firedrill in the first of the namespaces unless said')
    .option('--context <name>', 'the cluster that is meant, where the file acts in several')
    .option('--restoring', 'only what restoring needs: for whoever sweeps, and must not inject')
    .option('--values', 'as values of the Helm chart: access and clusterAccess')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, options: RbacOptions) => {
      const { rbac } = await import('./rbac-file.ts');
      program.endWith(await rbac(file, options));
    });
}
