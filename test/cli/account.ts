/** A service account of a real cluster with exactly the roles that it is given, and a kubeconfig that is its. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig, KubernetesObjectApi, type KubernetesObject } from '@kubernetes/client-node';
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import type { Manifest } from '../../src/cli/rbac-manifests.ts';

export interface Account extends AsyncDisposable {
  readonly kubeconfig: string;
  apply(manifests: readonly Manifest[]): Promise<void>;
}

/** @param namespace where the account lives; whoever deletes that deletes it. */
export async function accountIn(namespace: string, address: Required<ClusterAddress>): Promise<Account> {
  const admin = new KubeConfig();
  admin.loadFromFile(address.kubeconfig);
  admin.setCurrentContext(address.context);
  const [core, objects] = [admin.makeApiClient(CoreV1Api), KubernetesObjectApi.makeApiClient(admin)];
  const name = 'runner';
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  const { status } = await core.createNamespacedServiceAccountToken({ namespace, name, body: { spec: { audiences: [], expirationSeconds: 3600 } } });
  const folder = mkdtempSync(join(tmpdir(), 'fd-account-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const cluster = admin.getCurrentCluster();
  if (cluster === null) throw new Error(`${address.kubeconfig} has no cluster for ${address.context}`);
  const own = new KubeConfig();
  own.loadFromClusterAndUser(cluster, { name, token: status?.token ?? '' });
  own.contexts = [{ name: address.context, cluster: cluster.name, user: name }];
  own.setCurrentContext(address.context);
  writeFileSync(kubeconfig, own.exportConfig(), { mode: 0o600 });
  const made: KubernetesObject[] = [];
  return {
    kubeconfig,
    async apply(manifests) {
      for (const manifest of manifests) {
        const object = structuredClone(manifest) as KubernetesObject;
        made.push(object);
        await objects.create(object);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const object of made) await objects.delete(object).catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
