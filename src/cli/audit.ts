import { Option, type Command } from 'commander';
import { severities, type Severity } from '../audit/rule.ts';
import { program } from '../platform/program.ts';
import { clusterOptions, type ClusterOptions } from './cluster-options.ts';

export interface AuditOptions extends ClusterOptions {
  readonly json?: true;
  readonly sarif?: true;
  readonly failOn?: Severity;
  readonly except: readonly string[];
  readonly manifests?: string;
}

export function addAudit(root: Command): void {
  const command = root
    .command('audit <namespace>')
    .description('find what of a namespace would not survive a fault: replicas, budgets, probes, limits, spread, images, alerts; changes nothing')
    .option('--json', 'as JSON')
    .addOption(new Option('--sarif', 'as SARIF 2.1.0').conflicts('json'))
    .addOption(new Option('--fail-on <severity>', 'end with 1 where there is a finding of this severity or a worse one').choices(severities))
    .addOption(new Option('--except <rule>', 'leave a rule out; may be said again').argParser(oneMore).default([], 'none'));
  command.option('--manifests <folder>', 'of the YAML files that the namespace is made of: each finding then says the line to change');
  clusterOptions(command)
    .addHelpText('after', '\nExamples:\n  firedrill audit shop\n  firedrill audit shop --environment staging --manifests deploy --sarif > audit.sarif')
    .action(async (namespace: string, options: AuditOptions) => {
      const { audit } = await import('./audit-namespace.ts');
      program.endWith(await audit(namespace, options));
    });
}

const oneMore = (rule: string, rules: readonly string[]): readonly string[] => [...rules, rule];
