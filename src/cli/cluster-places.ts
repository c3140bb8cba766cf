/** Which cluster, and where in it, `restore --cluster` and `sweep` look. */
import { readFileSync } from 'node:fs';
import { isClusterError } from '../domain/kubernetes/cluster-error.ts';
import type { Environment } from '../experiment/config-environment.ts';
import { matches } from '../experiment/hosts.ts';
import { findConfig } from '../planning/find-config.ts';
import { program } from '../platform/program.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import { chooseCluster } from './cluster-choice.ts';
import type { PlaceOptions } from './cluster-options.ts';
import { CommandFailed } from './problem.ts';

export interface ClusterPlaces {
  readonly address: ClusterAddress;
  /** Addresses of which a person says that records made there are of this cluster. */
  readonly movedFrom: readonly string[];
  /** Namespaces to ask for, each by itself; all at once where absent. */
  readonly namespaces?: readonly string[];
  /** Whether what is found in a namespace is ours to restore. */
  within(namespace: string): boolean;
}

/** What is found in each namespace that is asked for, or in all at once. */
export async function inEach<T>({ namespaces }: ClusterPlaces, look: (where: { readonly namespace?: string }) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all = await Promise.all((namespaces ?? [undefined]).map((namespace) => look(namespace === undefined ? {} : { namespace })));
  return all.flat();
}

/**
 * By the environment where one pins the cluster; else by the context that a person names; else, in a pod, by its own account.
 * Throws `CommandFailed` with code 2 where nothing says which cluster, or which namespaces.
 */
export async function placesFor(options: PlaceOptions, act: string): Promise<ClusterPlaces> {
  const { address, environment } = await addressFor(options, act);
  const movedFrom = options.movedFrom === undefined ? [] : [options.movedFrom];
  if (options.allNamespaces === true) return { address, movedFrom, within: () => true };
  const globs = options.namespace === undefined ? namespacesOf(address, environment) : [options.namespace];
  if (globs.length === 0) throw new CommandFailed(`Cannot ${act}: nothing says in which namespaces.`, 'Say --namespace <name>, or -A for all of them.', 2);
  const within = (namespace: string): boolean => globs.some((glob) => matches(glob, namespace));
  return globs.some((glob) => glob.includes('*')) ? { address, movedFrom, within } : { address, movedFrom, within, namespaces: globs };
}

interface Chosen {
  readonly address: ClusterAddress;
  readonly environment?: Environment;
}

async function addressFor(options: PlaceOptions, act: string): Promise<Chosen> {
  const { context, environment, kubeconfig } = options;
  if (environment !== undefined || isPinned(context)) return chooseCluster(options, act);
  const { inCluster, locate } = await import('../kubernetes/kubeconfig.ts');
  const named = context ?? (program.env('KUBERNETES_SERVICE_HOST') === undefined ? undefined : inCluster);
  // Nothing says which: the choice among what is pinned says so best.
  if (named === undefined) return chooseCluster(options, act);
  try {
    return { address: locate(named, program.env, kubeconfig) };
  } catch (error) {
    if (!isClusterError(error)) throw error;
    throw new CommandFailed(`Cannot ${act}: ${error.message}`, 'Name a context that your kubeconfig has, or an environment of firedrill.config.yaml.', 2);
  }
}

/** Whether an environment here pins this context, or any where none is named. A config that is wrong is for the choice to complain of. */
function isPinned(context: string | undefined): boolean {
  const found = findConfig(program.cwd(), program.environment(), program.cwd());
  if (found.kind !== 'found') return found.kind === 'invalid';
  const pinned = Object.values(found.config.environments).flatMap(({ contexts }) => Object.keys(contexts));
  return context === undefined ? pinned.length > 0 : pinned.includes(context);
}

/** Source: Kubernetes docs, "Accessing the API from a Pod". */
const ownNamespace = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

function namespacesOf({ context }: ClusterAddress, environment: Environment | undefined): readonly string[] {
  if (environment !== undefined) return environment.namespaces;
  if (context !== 'in-cluster') return [];
  try {
    return [readFileSync(ownNamespace, 'utf8').trim()];
  } catch {
    return [];
  }
}
