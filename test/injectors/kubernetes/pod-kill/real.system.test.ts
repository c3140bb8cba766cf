import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isReady, pods } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets } from '../../../../src/domain/kubernetes/surroundings.ts';
import { statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { InjectorKind } from '../../../../src/ports/injector.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { realCluster } from '../../../kubernetes/real.ts';
import { openWeb, realPorts, type Web } from './real.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const address = realCluster();
describe.skipIf(address === undefined)('on a real cluster', () => {
  if (address === undefined) return;
  let web: Web;
  const ports = realPorts(address);
  beforeAll(async () => {
    web = await openWeb(address);
  });
  afterAll(async () => {
    await web[Symbol.asyncDispose]();
  });

  for (const keys of [{}, { via: 'delete', count: 2, grace: '1s' }]) {
    injectorContract(`kubernetes.pod-kill ${JSON.stringify(keys)}`, async () => {
      await web.rested();
      return {
        kind: podKill as unknown as InjectorKind,
        spec: podKill.schema.parse({ namespace: web.namespace, owner: 'deployment/web', ...keys }),
        ports,
        snapshot: () => web.standing(),
        elsewhere: { module: new URL('./elsewhere.ts', import.meta.url).href, env: { TEST_KIND: podKill.type, TEST_CLUSTER: JSON.stringify(address) } },
        async [Symbol.asyncDispose]() {},
      };
    });
  }

  const signal = (): AbortSignal => new AbortController().signal;
  const spec = (keys: object = {}): ReturnType<typeof podKill.schema.parse> =>
    podKill.schema.parse({ namespace: web.namespace, owner: 'deployment/web', ...keys });

  test('the victims’ UIDs are gone, others are ready in their place, and the times are told apart', async () => {
    await web.rested();
    const injector = await podKill.load(ports);
    const { undo, targets } = await injector.prepare(spec(), { run: 't1me5', n: 1 }, signal());
    const before = await web.pods();
    await injector.apply(spec(), undo, signal());
    expect((await injector.observe(undo, signal())).presence).toBe('present');
    const restored = await injector.restore(undo, signal());
    expect(restored).toMatchObject({
      kind: 'restored',
      note: expect.stringMatching(/^1 gone, .* gone within .* of the kill, successors scheduled within .*, ready within /),
    });
    const after = new Set((await web.pods()).map(({ metadata }) => metadata.uid));
    expect(before.filter(({ metadata }) => !after.has(metadata.uid)).map(({ metadata }) => `pod/${metadata.name}`)).toEqual(targets);
  });

  test('an eviction that the budget refuses kills nothing, and says so', async () => {
    await web.rested();
    const injector = await podKill.load(ports);
    const { undo } = await injector.prepare(spec(), { run: 'budget', n: 1 }, signal());
    const at = { namespace: web.namespace, name: 'web' };
    await web.cluster.patch(budgets, at, { spec: { maxUnavailable: 0 } }, signal());
    await web.until('the budget is spent', async () => (await web.cluster.get(budgets, at, signal()))?.status.disruptionsAllowed === 0);
    const [refusal] = await injector.preflight(spec(), signal());
    expect(refusal?.why).toBe('budget web allows no disruption now: 3 healthy, and it keeps 3');
    expect(await injector.apply(spec(), undo, signal())).toMatchObject({ kind: 'applied' });
    expect(await injector.observe(undo, signal())).toMatchObject({
      presence: 'absent',
      detail: expect.stringMatching(/^0 of 1 gone; pod\/web-.*: the budget refused: .*disruption budget/),
    });
    await web.cluster.patch(budgets, at, { spec: { maxUnavailable: 1 } }, signal());
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored', note: 'no pod was killed' });
  });

  test('with on-refusal: wait the second goes when the budget allows it again', async () => {
    await web.rested();
    const injector = await podKill.load(ports);
    const two = spec({ count: 2, 'on-refusal': 'wait' });
    const { undo } = await injector.prepare(two, { run: 'wa1t', n: 1 }, signal());
    expect(await injector.apply(two, undo, signal())).toMatchObject({ kind: 'applied' });
    const seen = await injector.observe(undo, signal());
    expect(seen.detail).not.toMatch(/refused/);
    expect(seen.presence).toBe('present');
    expect((await injector.restore(undo, signal())).kind).toBe('restored');
  });

  test('a pod that takes the name of the one chosen is let live', async () => {
    const { cluster, namespace } = web;
    const labels = { app: 'db' };
    const container = { name: 'main', image: 'localhost/tools:1', imagePullPolicy: 'Never', command: ['sleep', '1000'] };
    const template = { metadata: { labels }, spec: { containers: [container], automountServiceAccountToken: false, terminationGracePeriodSeconds: 1 } };
    await cluster.create(statefulSets, namespace, { metadata: { name: 'db' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } }, signal());
    const available = async (): Promise<boolean> => (await cluster.get(statefulSets, { namespace, name: 'db' }, signal()))?.status.availableReplicas === 2;
    await web.until('db is available', available);
    const injector = await podKill.load(ports);
    for (const via of ['evict', 'delete']) {
      await web.until('db is at rest', async () => (await injector.preflight(spec({ owner: 'statefulset/db', via }), signal())).length === 0);
      const { undo, targets } = await injector.prepare(spec({ owner: 'statefulset/db', via }), { run: 'race', n: 1 }, signal());
      const name = targets[0]?.replace('pod/', '') ?? '';
      const old = await cluster.get(pods, { namespace, name }, signal());
      await cluster.remove(pods, { namespace, name }, {}, signal());
      const uid = async (): Promise<string | undefined> => {
        const found = await cluster.get(pods, { namespace, name }, signal());
        return found !== undefined && isReady(found) && found.metadata.uid !== old?.metadata.uid ? found.metadata.uid : undefined;
      };
      await web.until('another has its name', async () => (await uid()) !== undefined);
      const successor = await uid();
      await injector.apply(spec(), undo, signal());
      expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'absent', hits: 0, detail: expect.stringContaining('was let live') });
      expect(await uid()).toBe(successor);
      await injector.restore(undo, signal());
    }
  });
});
