/** The cluster's API as the tooling needs it: is it there, are the nodes, apply these manifests, are these rolled out. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, PatchStrategy, type V1Node } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { within } from './wait.ts';

export function configOf(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config;
}

export const isReady = (node: V1Node): boolean => node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

export async function nodesOf(config: KubeConfig): Promise<readonly V1Node[]> {
  return (await config.makeApiClient(CoreV1Api).listNode()).items;
}

/** Settles when so many nodes are ready, and pods can be made: they need the default ServiceAccount. */
export async function nodesReady(config: KubeConfig, count: number): Promise<void> {
  await within(90_000, `${count} nodes to be ready`, async () => (await nodesOf(config)).filter(isReady).length >= count);
  const core = config.makeApiClient(CoreV1Api);
  await within(
    30_000,
    'the default ServiceAccount',
    async () => (await core.readNamespacedServiceAccount({ name: 'default', namespace: 'default' })) !== undefined,
  );
}

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().exactOptional(), labels: z.record(z.string(), z.string()).exactOptional() }),
});
export type Manifest = z.infer<typeof manifest>;

/** The objects of a manifest, or of a folder of them, Namespaces first. */
export function objectsOf(path: string): Manifest[] {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
  const rank = ({ kind }: Manifest): number => (kind === 'Namespace' ? 0 : 1);
  return documents.map((document) => manifest.parse(document.toJS())).sort((one, other) => rank(one) - rank(other));
}

/** Server-side apply; what somebody else has set of them is taken over. */
export async function apply(config: KubeConfig, objects: readonly Manifest[]): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  for (const object of objects) await api.patch(object, undefined, undefined, 'firedrill-cluster', true, PatchStrategy.ServerSideApply);
}

/** Settles when every Deployment of a namespace has all its replicas available, none of them old. */
export async function rolledOut(config: KubeConfig, namespace: string): Promise<void> {
  const apps = config.makeApiClient(AppsV1Api);
  await within(120_000, `the Deployments of ${namespace} to be rolled out`, async () => {
    const { items } = await apps.listNamespacedDeployment({ namespace });
    return items.every(({ metadata, spec, status }) => {
      const current = status?.observedGeneration === metadata?.generation;
      return current && status?.updatedReplicas === spec?.replicas && status?.availableReplicas === spec?.replicas && status?.replicas === spec?.replicas;
    });
  });
}
