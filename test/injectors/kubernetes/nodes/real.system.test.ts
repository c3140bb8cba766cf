/** On a cluster of its own, since it takes nodes away from whatever runs on them. */
import { CoreV1Api } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import type { InjectorPorts } from '../../../../src/ports/injector.ts';
import { configOf } from '../../../cluster/api.ts';
import { ownCluster, spareCluster } from '../../../cluster/cluster.ts';
import { placesOf } from '../../../cluster/places.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { addressOf } from '../../../kubernetes/real.ts';
import { openWeb, realPorts, type Web } from '../pod-kill/real.ts';
import { kinds, type Fault } from './town.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const name = `nodes${Array.from({ length: 5 }, () => 'abcdefghij'[Math.floor(Math.random() * 10)]).join('')}`;
const signal = (): AbortSignal => new AbortController().signal;

describe.skipIf(ownCluster() === undefined)('on real nodes', () => {
  let web: Web;
  let ports: InjectorPorts;
  let address: ReturnType<typeof addressOf>;

  beforeAll(async () => {
    await spareCluster(name, 2, 'up');
    address = addressOf(placesOf(name, 2).kubeconfig, name);
    ports = realPorts(address);
    web = await openWeb(address, 2);
  });
  afterAll(async () => {
    await web[Symbol.asyncDispose]();
    await spareCluster(name, 2, 'down');
  });

  const on = async (node: string) => (await web.pods()).filter(({ spec, metadata }) => spec.nodeName === node && metadata.deletionTimestamp === undefined);
  /** One web pod on each node: after a fault both are on one, and the scheduler moves nobody. */
  const spread = async (): Promise<void> => {
    await web.rested();
    await web.until('a pod is on each node', async () => {
      if ((await on('node-1')).length === 1 && (await on('node-2')).length === 1) return true;
      for (const { metadata } of await web.pods()) await web.cluster.remove(pods, { namespace: web.namespace, name: metadata.name }, { grace: 1 }, signal());
      await web.rested();
      return false;
    });
  };
  const snapshot = async (): Promise<unknown> => {
    const all = await web.cluster.list(nodes, {}, signal());
    return { nodes: all.map(({ metadata: { name: node, annotations, labels }, spec }) => ({ node, annotations, labels, spec })), web: await web.standing() };
  };

  const ways: readonly (readonly [Fault, object])[] = [
    ['drain', { node: 'node-2' }],
    ['zone', { zone: 'zone-2', grace: '1s' }],
  ];
  for (const [fault, keys] of ways) {
    injectorContract(`${kinds[fault].type} ${JSON.stringify(keys)}`, async () => {
      await spread();
      return {
        kind: kinds[fault],
        spec: kinds[fault].schema.parse({ namespace: web.namespace, ...keys }),
        ports,
        snapshot,
        elsewhere: {
          module: new URL('../pod-kill/elsewhere.ts', import.meta.url).href,
          env: { TEST_KIND: kinds[fault].type, TEST_CLUSTER: JSON.stringify(address) },
        },
        async [Symbol.asyncDispose]() {},
      };
    });
  }

  const drain = (keys: object = {}): JsonObject => kinds.drain.schema.parse({ namespace: web.namespace, node: 'node-2', ...keys });
  /** As another program does it: kubectl gives its name too. */
  const byHand = (op: 'add' | 'remove'): Promise<unknown> => {
    const body = [{ op, path: '/spec/unschedulable', ...(op === 'add' ? { value: true } : {}) }];
    return configOf(address.kubeconfig).makeApiClient(CoreV1Api).patchNode({ name: 'node-2', body, fieldManager: 'by-hand' });
  };
  const patch = (change: JsonObject): Promise<unknown> => web.cluster.patch(nodes, { name: 'node-2' }, change, signal());

  test('who uncordons meanwhile, and cordons again, is told from us by the API’s own word', async () => {
    await spread();
    const before = await snapshot();
    const injector = await kinds.drain.load(ports);
    const { undo } = await injector.prepare(drain(), { run: 'human', n: 1 }, signal());
    await injector.apply(drain(), undo, signal());
    expect((await injector.observe(undo, signal())).presence).toBe('present');
    await byHand('remove');
    expect((await injector.observe(undo, signal())).presence).toBe('absent');
    await byHand('add');
    expect((await injector.observe(undo, signal())).presence).toBe('absent');
    expect(await injector.restore(undo, signal())).toEqual({
      kind: 'edited',
      note: 'by-hand uncordoned node-2 meanwhile and cordoned it again: left cordoned',
    });
    const node = await web.cluster.get(nodes, { name: 'node-2' }, signal());
    expect([node?.spec.unschedulable, node?.metadata.annotations['firedrill.dev/injection']]).toEqual([true, undefined]);
    await patch({ spec: { unschedulable: null } });
    await web.until('the taint is off', async () => (await web.cluster.get(nodes, { name: 'node-2' }, signal()))?.spec.taints.length === 0);
    expect(await snapshot()).toEqual(before);
  });

  test('another tenant’s pod on the node is found and refuses the run', async () => {
    await spread();
    const stranger = await openWeb(address, 2);
    try {
      const injector = await kinds.drain.load(ports);
      const [refusal] = await injector.preflight(drain(), signal());
      expect(refusal?.why).toMatch(new RegExp(`^other tenants have pods on node-2: ${stranger.namespace}/web-`));
      expect(await injector.preflight(drain({ 'other-tenants': [stranger.namespace] }), signal())).toEqual([]);
    } finally {
      await stranger[Symbol.asyncDispose]();
    }
  });
});
