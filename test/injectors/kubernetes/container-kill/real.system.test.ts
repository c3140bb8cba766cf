import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { containerKill } from '../../../../src/injectors/kubernetes/container-kill/kind.ts';
import type { InjectorKind } from '../../../../src/ports/injector.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { realCluster } from '../../../kubernetes/real.ts';
import { openWeb, realPorts, type Web } from '../pod-kill/real.ts';

vi.setConfig({ testTimeout: 200_000, hookTimeout: 120_000 });

const address = realCluster();
describe.skipIf(address === undefined)('on a real cluster', () => {
  if (address === undefined) return;
  let web: Web;
  const ports = realPorts(address);
  beforeAll(async () => {
    web = await openWeb(address, 12);
  });
  afterAll(async () => {
    await web[Symbol.asyncDispose]();
  });
  const signal = (): AbortSignal => new AbortController().signal;
  const spec = (keys: object = {}): ReturnType<typeof containerKill.schema.parse> =>
    containerKill.schema.parse({ namespace: web.namespace, owner: 'deployment/web', ...keys });

  // Twelve pods: a container that has been killed before is started again only after a while.
  injectorContract('kubernetes.container-kill', async () => {
    await web.rested();
    return {
      kind: containerKill as unknown as InjectorKind,
      spec: spec(),
      ports,
      snapshot: () => web.standing(),
      elsewhere: {
        module: new URL('../pod-kill/elsewhere.ts', import.meta.url).href,
        env: { TEST_KIND: containerKill.type, TEST_CLUSTER: JSON.stringify(address) },
      },
      async [Symbol.asyncDispose]() {},
    };
  });

  test('the container has restarted, in the same pod', async () => {
    await web.rested();
    const injector = await containerKill.load(ports);
    const uids = async (): Promise<readonly string[]> => (await web.pods()).map(({ metadata }) => metadata.uid);
    const restarts = async (): Promise<number> => (await web.pods()).reduce((sum, { status }) => sum + (status.containerStatuses[0]?.restartCount ?? 0), 0);
    const before = [await uids(), await restarts()] as const;
    const { undo } = await injector.prepare(spec(), { run: 'rea1', n: 1 }, signal());
    expect(await injector.apply(spec(), undo, signal())).toMatchObject({ kind: 'applied' });
    expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'present', hits: 1 });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored', note: '1 restarted and ready again' });
    expect([await uids(), await restarts()]).toEqual([before[0], before[1] + 1]);
  });

  const deployment = async (name: string, container: object): Promise<void> => {
    const template = {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', imagePullPolicy: 'Never', ...container }], automountServiceAccountToken: false, terminationGracePeriodSeconds: 1 },
    };
    const { cluster, namespace } = web;
    await cluster.create(deployments, namespace, { metadata: { name }, spec: { replicas: 2, selector: { matchLabels: { app: name } }, template } }, signal());
    await web.until(`${name} is available`, async () => (await cluster.get(deployments, { namespace, name }, signal()))?.status.availableReplicas === 2);
  };

  test('a first process that does not handle SIGTERM is refused, and lives', async () => {
    await deployment('sleeper', { image: 'localhost/tools:1', command: ['sleep', '1000'] });
    const injector = await containerKill.load(ports);
    const [refusal] = await injector.preflight(spec({ owner: 'deployment/sleeper' }), signal());
    expect(refusal?.why).toMatch(/its first process does not handle SIGTERM, which the kernel then drops$/);
    const alive = await web.cluster.list(pods, { namespace: web.namespace, labels: 'app=sleeper' }, signal());
    expect(alive.map(({ status }) => status.containerStatuses[0]?.restartCount)).toEqual([0, 0]);
  });

  test('an image without programs is refused', async () => {
    await deployment('bare', { image: 'localhost/pause:1' });
    const injector = await containerKill.load(ports);
    const [refusal] = await injector.preflight(spec({ owner: 'deployment/bare' }), signal());
    expect(refusal?.why).toMatch(/^the first process of container main of pod bare-\S+ cannot be looked at: exec: "cat": executable file not found in \$PATH$/);
  });
});
