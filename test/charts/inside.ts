/** firedrill inside a cluster: its image on the nodes, a namespace of its own that takes none but restricted pods, and the chart in it. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchV1Api, CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { execa } from 'execa';
import { spareCluster } from '../cluster/cluster.ts';
import { configOf } from '../cluster/api.ts';
import { placesOf } from '../cluster/places.ts';
import { runIn } from '../cluster/stage.ts';
import { within } from '../cluster/wait.ts';
import { config } from './experiments.ts';
import { chart, helm, type Values } from './helm.ts';
import { firedrillImage, imageDigest, imageName } from './image.ts';

export interface Inside extends AsyncDisposable {
  readonly core: CoreV1Api;
  readonly batch: BatchV1Api;
  /** Of the runners. */
  readonly namespace: string;
  helm(...args: readonly string[]): Promise<string>;
  /** Installs the chart, or upgrades it. */
  install(values: Values): Promise<void>;
  /** A Job from a CronJob, as `kubectl create job --from` makes it; settles with its pod, once there is one. */
  fire(experiment: string): Promise<V1Pod>;
  log(pod: V1Pod): Promise<string>;
  /** Of the only pod of a Job. */
  logOf(job: string): Promise<string>;
  /** What a shell in a pod says. */
  sh(pod: V1Pod, script: string): Promise<string>;
}

const release = 'fd';

/** Gives our image to every node of a cluster of ours, unless they have the same already: that takes half a minute. */
export async function importFiredrill(cluster: string, nodes: number): Promise<void> {
  const known = join(placesOf(cluster, nodes).folder, 'firedrill-image');
  const digest = imageDigest();
  if (existsSync(known) && readFileSync(known, 'utf8') === digest) return;
  const folder = mkdtempSync(join(tmpdir(), 'fd-image-'));
  try {
    await firedrillImage(join(folder, 'firedrill.tar'), folder);
    await spareCluster(cluster, nodes, 'import', join(folder, 'firedrill.tar'));
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Gone with the cluster; only root may write there, as only root may start one.
  if (process.getuid?.() === 0) writeFileSync(known, digest);
}

export async function openInside(kubeconfig: string): Promise<Inside> {
  const api = configOf(kubeconfig);
  const [core, batch] = [api.makeApiClient(CoreV1Api), api.makeApiClient(BatchV1Api)];
  const namespace = `fd-test-${randomBytes(4).toString('hex')}`;
  // The API itself refuses any pod that is not restricted. Source: Kubernetes docs, "Pod Security Admission".
  await core.createNamespace({ body: { metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } } });
  const call = async (args: readonly string[], input = ''): Promise<string> => {
    const all = [...args, '--namespace', namespace, '--kubeconfig', kubeconfig];
    return (await execa(helm ?? 'helm', all, { input, timeout: 120_000 })).stdout;
  };
  return {
    core,
    batch,
    namespace,
    helm: (...args) => call(args),
    install: async (values) => {
      const [repository, tag] = imageName.split(':');
      await call(['upgrade', '--install', release, chart, '-f', '-'], JSON.stringify({ image: { repository, tag, pullPolicy: 'Never' }, config, ...values }));
    },
    async fire(experiment) {
      const { spec, metadata } = await batch.readNamespacedCronJob({ name: `${release}-${experiment}`, namespace });
      const name = `${metadata?.name}-${randomBytes(2).toString('hex')}`;
      await batch.createNamespacedJob({ namespace, body: { metadata: { name }, ...(spec === undefined ? {} : { spec: spec.jobTemplate.spec }) } });
      let pod: V1Pod | undefined;
      await within(30_000, `a pod of ${name}`, async () => {
        [pod] = (await core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` })).items;
        return pod !== undefined;
      });
      if (pod === undefined) throw new Error(`There is no pod of ${name}.`);
      return pod;
    },
    async logOf(job) {
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: `job-name=${job}` });
      return core.readNamespacedPodLog({ namespace, name: items[0]?.metadata?.name ?? '' });
    },
    log: (pod) => core.readNamespacedPodLog({ namespace, name: pod.metadata?.name ?? '' }),
    sh: async (pod, script) => (await runIn(api, namespace, pod.metadata?.name ?? '', ['/bin/sh', '-c', script], 'firedrill')).said,
    async [Symbol.asyncDispose]() {
      // Roles in other namespaces, too; without asking, since a test may have failed under its fault.
      await call(['uninstall', release, '--ignore-not-found', '--no-hooks']);
      await core.deleteNamespace({ name: namespace });
    },
  };
}
