/** A namespace for one suite, and what its tests do there; on a cluster of ours, since it needs the image with the tools. */
import { randomBytes } from 'node:crypto';
import { AppsV1Api, CoreV1Api, Exec, NetworkingV1Api, PolicyV1Api, type KubeConfig, type V1Deployment, type V1Pod } from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { configOf } from './api.ts';
import { within } from './wait.ts';

export interface Stage extends AsyncDisposable {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly policy: PolicyV1Api;
  readonly networking: NetworkingV1Api;
  readonly namespace: string;
  /** A Deployment of web servers with a Service of the same name; settles when all are ready. */
  web(name: string, replicas: number): Promise<void>;
  pods(name: string): Promise<readonly V1Pod[]>;
  /** A pod that waits, with a program to wait with: for `run`. */
  idle(name: string, image: string, command: readonly string[]): Promise<void>;
  /** What a program in a pod's only container says, and whether it went well. */
  exec(pod: string, argv: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }>;
  /** The same of a shell's command. */
  run(pod: string, command: string): Promise<{ readonly ok: boolean; readonly said: string }>;
}

export const isPodReady = (pod: V1Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined && (pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false);

export async function openStage(kubeconfig: string): Promise<Stage> {
  const config = configOf(kubeconfig);
  const [core, apps] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api)];
  const namespace = `fd-test-${randomBytes(4).toString('hex')}`;
  await core.createNamespace({ body: { metadata: { name: namespace } } });
  const pods = async (name: string): Promise<readonly V1Pod[]> => (await core.listNamespacedPod({ namespace, labelSelector: `app=${name}` })).items;
  return {
    config,
    core,
    policy: config.makeApiClient(PolicyV1Api),
    networking: config.makeApiClient(NetworkingV1Api),
    namespace,
    pods,
    async web(name, replicas) {
      await apps.createNamespacedDeployment({ namespace, body: webServers(name, replicas) });
      await core.createNamespacedService({ namespace, body: { metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } } });
      await within(60_000, `${replicas} pods of ${name}`, async () => (await pods(name)).filter(isPodReady).length === replicas);
    },
    async idle(name, image, command) {
      const container = { name: 'main', image, imagePullPolicy: 'Never', command: [...command] };
      const spec = { containers: [container], terminationGracePeriodSeconds: 0, automountServiceAccountToken: false };
      await core.createNamespacedPod({ namespace, body: { metadata: { name }, spec } });
      await within(30_000, `pod ${name}`, async () => isPodReady(await core.readNamespacedPod({ namespace, name })));
    },
    exec: async (pod, argv) => runIn(config, namespace, pod, argv),
    run: async (pod, command) => runIn(config, namespace, pod, ['/bin/sh', '-c', command]),
    async [Symbol.asyncDispose]() {
      await core.deleteNamespace({ name: namespace });
    },
  };
}

function webServers(name: string, replicas: number): V1Deployment {
  const labels = { app: name };
  const spread = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: labels } };
  const container = {
    name: 'main',
    image: 'localhost/tools:1',
    imagePullPolicy: 'Never',
    command: ['/bin/sh', '-c', 'hostname >/www/index.html; exec httpd -f -p 80 -h /www'],
    readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 },
  };
  const pod = { terminationGracePeriodSeconds: 1, automountServiceAccountToken: false, topologySpreadConstraints: [spread], containers: [container] };
  return { metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } } };
}

export async function runIn(
  config: KubeConfig,
  namespace: string,
  pod: string,
  argv: readonly string[],
  container = 'main',
): Promise<{ readonly ok: boolean; readonly said: string }> {
  const out = new PassThrough();
  let said = '';
  out.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const { promise, resolve } = Promise.withResolvers<boolean>();
  await new Exec(config).exec(namespace, pod, container, [...argv], out, out, null, false, ({ status }) => resolve(status === 'Success'));
  return { ok: await promise, said: said.trim() };
}
