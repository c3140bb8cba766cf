/** The options by which commands without an experiment file say which cluster they mean. They load nothing, so that --help stays quick. */
import { InvalidArgumentError, type Command } from 'commander';

export interface ClusterOptions {
  readonly environment?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

export interface PlaceOptions extends ClusterOptions {
  readonly namespace?: string;
  readonly allNamespaces?: true;
  readonly movedFrom?: string;
}

/** Adds the options that choose a cluster. */
export function clusterOptions(command: Command): Command {
  return command
    .option('--environment <name>', 'of firedrill.config.yaml; needed where several of them pin a cluster')
    .option('--context <name>', 'one that the environment pins; needed where it pins several')
    .option('--kubeconfig <path>', 'the file that has the context, instead of the one that the environment or KUBECONFIG names');
}

/** Adds those that say where in it to look for what runs have left. */
export function placeOptions(command: Command): Command {
  return command
    .option('--namespace <name>', 'look in this one, instead of those of the environment or the pod’s own')
    .option('-A, --all-namespaces', 'look in all of them (needs the right to list ConfigMaps and Leases everywhere)')
    .option('--moved-from <url>', 'an address by which records may know this cluster, where it has moved or is reached by another road', url);
}

function url(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError('Write the address of the API server, such as https://staging.example.com:6443.');
  return text;
}
