import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../domain/kubernetes/cluster-error.ts';
import { reason } from '../domain/reason.ts';
import type { ClusterAddress } from '../ports/cluster.ts';

export type Variables = (name: string) => string | undefined;

export interface Configured {
  readonly config: KubeConfig;
  /** Of the API server, without a slash at its end. */
  readonly server: string;
  readonly address: ClusterAddress;
  /** Its files, where they are not those that kubectl would read here by itself. */
  readonly elsewhere: string | undefined;
}

/** The pod's own ServiceAccount. Source: Kubernetes docs, "Accessing the API from a Pod". */
export const inCluster = 'in-cluster';
const ownServer = 'https://kubernetes.default.svc';

/**
 * Finds the context and holds it against the address that was pinned. Never the client's own fallback, which ends at localhost:8080.
 * Throws a `ClusterError` (`not ours`) where a file or context is missing, or where it leads to another server.
 */
export function configure(address: ClusterAddress, env: Variables): Configured {
  return address.context === inCluster ? fromPod(address, env) : fromFiles(address, env);
}

function fromPod(address: ClusterAddress, env: Variables): Configured {
  if (env('KUBERNETES_SERVICE_HOST') === undefined) {
    throw notOurs('context in-cluster is the ServiceAccount of a pod, and this is none', 'Name a context of a kubeconfig.');
  }
  const config = new KubeConfig();
  config.loadFromCluster();
  const server = serverOf(config);
  if (!sameServer(address.server, ownServer)) pinned(address, server);
  return { config, server, address, elsewhere: undefined };
}

function fromFiles(address: ClusterAddress, env: Variables): Configured {
  const { paths, ...found } = find(address.context, address.kubeconfig, env);
  pinned(address, found.server);
  return { ...found, address: { ...address, kubeconfig: paths }, elsewhere: paths === usual(env) ? undefined : paths };
}

/** Where a context leads that a person named just now, so that there is nothing to hold it against. Throws as `configure` does. */
export function locate(context: string, env: Variables, kubeconfig?: string): ClusterAddress {
  if (context === inCluster) return { context, server: ownServer };
  const { server, paths } = find(context, kubeconfig, env);
  return { context, server, kubeconfig: paths };
}

function find(context: string, kubeconfig: string | undefined, env: Variables): Pick<Configured, 'config' | 'server'> & { readonly paths: string } {
  const paths = kubeconfig ?? usual(env);
  const config = readAll(paths);
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw notOurs(`${paths} has no context ${context}`, known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`);
  }
  config.setCurrentContext(context);
  return { config, server: serverOf(config), paths };
}

/** Source: Kubernetes docs, "Organizing Cluster Access Using kubeconfig Files". */
function usual(env: Variables): string {
  return env('KUBECONFIG') ?? join(env('HOME') ?? '', '.kube', 'config');
}

function readAll(paths: string): KubeConfig {
  const config = new KubeConfig();
  const files = paths.split(delimiter).filter((path) => path !== '' && existsSync(path));
  if (files.length === 0) throw notOurs(`there is no kubeconfig at ${paths}`, 'Set KUBECONFIG, or say kubeconfig in the environment of firedrill.config.yaml.');
  const all = files.map(readOne);
  const currentContext = all.find((one) => one.currentContext !== undefined && one.currentContext !== '')?.currentContext ?? '';
  config.loadFromOptions({
    clusters: firsts(all.flatMap(({ clusters }) => clusters)),
    users: firsts(all.flatMap(({ users }) => users)),
    contexts: firsts(all.flatMap(({ contexts }) => contexts)),
    currentContext,
  });
  return config;
}

function readOne(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    throw notOurs(`${file} cannot be read: ${reason(error)}`, 'Correct it; kubectl config view shows what it says.');
  }
}

/** The first file that has a name says what it means. Source: Kubernetes docs, "Merging kubeconfig files". */
function firsts<T extends { readonly name: string }>(all: readonly T[]): T[] {
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].toReversed();
}

function serverOf(config: KubeConfig): string {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw notOurs(`context ${config.getCurrentContext()} names a cluster that its kubeconfig does not have`, 'Correct the kubeconfig.');
  return server.replace(/\/+$/, '');
}

function pinned({ context, server }: ClusterAddress, found: string): void {
  if (sameServer(server, found)) return;
  throw notOurs(
    `context ${context} leads to ${found}, and the environment pins ${server}`,
    'If the cluster has moved, correct contexts in firedrill.config.yaml; if not, your kubeconfig means another cluster.',
  );
}

function sameServer(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
}

function notOurs(state: string, hint: string): ClusterError {
  return new ClusterError('not ours', `${state}. ${hint}`);
}
