/** On a cluster of its own, since it takes a node away from under a runner. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownCluster, spareCluster } from '../cluster/cluster.ts';
import { placesOf } from '../cluster/places.ts';
import { openStage, type Stage } from '../cluster/stage.ts';
import { within } from '../cluster/wait.ts';
import { experimentOn, withRights } from './experiments.ts';
import { helm } from './helm.ts';
import { importFiredrill, openInside, type Inside } from './inside.ts';

const name = `inside${Array.from({ length: 5 }, () => 'abcdefghij'[Math.floor(Math.random() * 10)]).join('')}`;
const places = placesOf(name, 2);
const cluster = ownCluster();

describe.skipIf(cluster === undefined || helm === undefined)('a runner and the nodes', () => {
  let inside: Inside;
  let stage: Stage;

  beforeAll(async () => {
    await spareCluster(name, 2, 'up');
    await importFiredrill(name, 2);
    [inside, stage] = await Promise.all([openInside(places.kubeconfig), openStage(places.kubeconfig)]);
    await stage.web('web', 2);
    await stage.core.createNamespacedConfigMap({ namespace: stage.namespace, body: { metadata: { name: 'flags' }, data: { checkout: 'on' } } });
    const on = (node: string, experiment: string) => ({
      ...withRights(experimentOn(experiment, stage.namespace)),
      nodeSelector: { 'kubernetes.io/hostname': node },
    });
    await inside.install({
      experiments: { outage: on('node-2', 'outage'), zone: on('node-1', 'zone') },
    });
  }, 300_000);
  afterAll(async () => {
    await spareCluster(name, 2, 'down');
  }, 60_000);

  const flag = async (): Promise<string | undefined> =>
    (await stage.core.readNamespacedConfigMap({ namespace: stage.namespace, name: 'flags' })).data?.['checkout'];
  const records = async (): Promise<number> =>
    (await stage.core.listNamespacedConfigMap({ namespace: stage.namespace, labelSelector: 'firedrill.dev/record=undo' })).items.length;

  const node = async () => (await stage.core.readNode({ name: 'node-2' })).spec?.unschedulable;

  test('a zone can be lost from within, by the ClusterRole that firedrill rbac prints, where the runner is in another one', async () => {
    const pod = await inside.fire('zone');
    const phase = async () => (await stage.core.readNamespacedPod({ namespace: inside.namespace, name: pod.metadata?.name ?? '' })).status?.phase ?? '';
    await within(100_000, 'its end', async () => ['Succeeded', 'Failed'].includes(await phase()));
    const log = await inside.log(pod);
    expect(log, log).toMatch(/zone-loss: into node\/node-2, pod\/web-[^]*HELD +zone/);
    expect([await node(), await records()]).toEqual([undefined, 0]);
  }, 120_000);

  test('a runner whose node is powered off is swept after from another one', async () => {
    const pod = await inside.fire('outage');
    await within(90_000, 'the outage', async () => (await flag()) === 'off');
    expect((await stage.core.readNamespacedPod({ namespace: inside.namespace, name: pod.metadata?.name ?? '' })).spec?.nodeName).toBe('node-2');
    await spareCluster(name, 2, 'node-off', '2');
    expect(await flag()).toBe('off');
    // 60 s until its record counts as left behind, a minute to the next sweep, and one more should a sweeper have been sent to the dead node.
    await within(300_000, 'the sweeper', async () => (await flag()) === 'on' && (await records()) === 0);
  }, 420_000);
});
