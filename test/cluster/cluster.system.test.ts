import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReady, nodesOf } from './api.ts';
import { ownCluster } from './cluster.ts';
import { placesOf, usual } from './places.ts';
import { isPodReady, openStage, type Stage } from './stage.ts';
import { within } from './wait.ts';

const cluster = ownCluster();

describe.skipIf(cluster === undefined)('the cluster of this machine', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(cluster?.kubeconfig ?? '');
    await stage.web('web', 3);
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  const names = async (): Promise<string[]> => (await stage.pods('web')).filter(isPodReady).map(({ metadata }) => metadata?.name ?? '');

  test('has three ready nodes, each a zone of its own', async () => {
    const nodes = await nodesOf(stage.config);
    expect(nodes.filter(isReady).map(({ metadata }) => metadata?.labels?.['topology.kubernetes.io/zone'])).toEqual(['zone-1', 'zone-2', 'zone-3']);
  });

  test('answers as the shop on loopback, through a Service, from outside', async () => {
    const { statusCode, body } = await request(`http://127.0.0.1:${placesOf(usual).ports.shop}/checkout`, { method: 'POST' });
    expect(statusCode).toBe(200);
    expect(await body.json()).toMatchObject({ total: 4798 });
  });

  test('spreads three pods over three nodes, and a Service finds all of them by its name', async () => {
    const on = (await stage.pods('web')).map(({ spec }) => spec?.nodeName);
    expect(new Set(on).size).toBe(3);
    const found = new Set<string>();
    // A pod that is ready is an endpoint a moment later.
    await within(20_000, 'the Service to answer with each of the three', async () => {
      const { ok, said } = await stage.run((await names())[0] ?? '', 'curl -s -m 2 http://web');
      if (ok) found.add(said);
      return found.size === 3;
    });
    expect([...found].sort()).toEqual((await names()).sort());
  });

  test('replaces a deleted pod', async () => {
    const [victim = ''] = await names();
    await stage.core.deleteNamespacedPod({ namespace: stage.namespace, name: victim });
    await within(30_000, 'three ready pods without the deleted one', async () => {
      const now = await names();
      return now.length === 3 && !now.includes(victim);
    });
  });

  test('refuses an eviction with 429 where a budget has no headroom', async () => {
    const { namespace } = stage;
    const spec = { minAvailable: 3, selector: { matchLabels: { app: 'web' } } };
    await stage.policy.createNamespacedPodDisruptionBudget({ namespace, body: { metadata: { name: 'web' }, spec } });
    await within(20_000, 'the budget to be reckoned', async () => {
      const { status } = await stage.policy.readNamespacedPodDisruptionBudget({ namespace, name: 'web' });
      return status?.expectedPods === 3;
    });
    const [name = ''] = await names();
    const evicted = stage.core.createNamespacedPodEviction({ namespace, name, body: { metadata: { namespace, name } } });
    await expect(evicted).rejects.toMatchObject({ code: 429 });
    expect(await names()).toContain(name);
    await stage.policy.deleteNamespacedPodDisruptionBudget({ namespace, name: 'web' });
  });

  test('keeps a NetworkPolicy on every node, for pods of the same node too, and lets through again without it', async () => {
    const { namespace } = stage;
    await stage.web('caller', 1);
    const [caller = ''] = (await stage.pods('caller')).filter(isPodReady).map(({ metadata }) => metadata?.name);
    const targets = (await stage.pods('web')).filter(isPodReady).map(({ status }) => status?.podIP ?? '');
    const reached = async (): Promise<number> => {
      const answers = await Promise.all(targets.map((ip) => stage.run(caller, `curl -s -o /dev/null -m 1 http://${ip}`)));
      return answers.filter(({ ok }) => ok).length;
    };
    expect(targets).toHaveLength(3);
    expect(await reached()).toBe(3);
    const spec = { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] };
    await stage.networking.createNamespacedNetworkPolicy({ namespace, body: { metadata: { name: 'deny' }, spec } });
    await within(20_000, 'nobody to be reached', async () => (await reached()) === 0);
    await stage.networking.deleteNamespacedNetworkPolicy({ namespace, name: 'deny' });
    await within(20_000, 'everybody to be reached', async () => (await reached()) === 3);
  });
});
