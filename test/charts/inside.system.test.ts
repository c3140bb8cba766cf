/** firedrill as a guest of the cluster that it drills. */
import type { V1ConfigMap, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownCluster } from '../cluster/cluster.ts';
import { usual } from '../cluster/places.ts';
import { openStage, type Stage } from '../cluster/stage.ts';
import { within } from '../cluster/wait.ts';
import { experimentOn, withRights } from './experiments.ts';
import { helm } from './helm.ts';
import { importFiredrill, openInside, type Inside } from './inside.ts';

const cluster = ownCluster();
const killRunner = 'for p in /proc/[0-9]*; do grep -qsz "^run$" $p/cmdline && ! grep -qsz container.sh $p/cmdline && kill -9 ${p#/proc/}; done';

describe.skipIf(cluster === undefined || helm === undefined)('firedrill inside a cluster', () => {
  let inside: Inside;
  let stage: Stage;
  let values: Record<string, Record<string, object>>;

  beforeAll(async () => {
    const kubeconfig = cluster?.kubeconfig ?? '';
    await importFiredrill(usual, 3);
    [inside, stage] = await Promise.all([openInside(kubeconfig), openStage(kubeconfig)]);
    await stage.web('web', 3);
    await stage.core.createNamespacedConfigMap({ namespace: stage.namespace, body: { metadata: { name: 'flags' }, data: { checkout: 'on' } } });
    const named = (name: string) => withRights(experimentOn(name, stage.namespace));
    // The scale drill has a load on the web servers, and nobody else may call them.
    const egress = [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': stage.namespace } } }], ports: [{ port: 80 }] }];
    values = { experiments: { scale: { ...named('scale'), egress }, outage: named('outage') } };
    await inside.install(values);
  }, 180_000);
  afterAll(async () => {
    await inside[Symbol.asyncDispose]();
    await stage[Symbol.asyncDispose]();
  }, 60_000);

  const flag = async (): Promise<string | undefined> =>
    (await stage.core.readNamespacedConfigMap({ namespace: stage.namespace, name: 'flags' })).data?.['checkout'];
  const records = async (): Promise<readonly V1ConfigMap[]> =>
    (await stage.core.listNamespacedConfigMap({ namespace: stage.namespace, labelSelector: 'firedrill.dev/record=undo' })).items;
  const gone = async ({ metadata }: V1Pod): Promise<boolean> =>
    (await stage.core.listNamespacedPod({ namespace: inside.namespace, fieldSelector: `metadata.name=${metadata?.name}` })).items.length === 0;
  const phase = async ({ metadata }: V1Pod): Promise<string | undefined> =>
    (await stage.core.readNamespacedPod({ namespace: inside.namespace, name: metadata?.name ?? '' })).status?.phase;
  /** A runner with its fault in place. */
  const outage = async (): Promise<V1Pod> => {
    const pod = await inside.fire('outage');
    await within(90_000, 'the outage', async () => (await flag()) === 'off').catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${await inside.log(pod)}`);
    });
    return pod;
  };

  test('helm test: config and experiments are valid words to the image', async () => {
    expect(await inside.helm('test', 'fd')).toMatch(/fd-outage-validate[^]*Phase: +Succeeded[^]*fd-scale-validate[^]*Phase: +Succeeded/);
  }, 60_000);

  test('a drill on a schedule is held, its load comes from within the cluster, and it has no rights but those that firedrill rbac prints', async () => {
    await inside.install({ experiments: { ...values['experiments'], scale: { ...values['experiments']?.['scale'], schedule: '* * * * *' } } });
    const jobs = async () => (await inside.batch.listNamespacedJob({ namespace: inside.namespace, labelSelector: 'firedrill.dev/experiment=scale' })).items;
    await within(90_000, 'the scheduled Job', async () => (await jobs()).length > 0);
    await inside.install(values); // once is enough
    const [pod] = (await stage.core.listNamespacedPod({ namespace: inside.namespace, labelSelector: 'firedrill.dev/experiment=scale' })).items;
    if (pod === undefined) throw new Error('The Job has no pod.');
    await within(120_000, 'its end', async () => ['Succeeded', 'Failed'].includes((await phase(pod)) ?? ''));
    const log = await inside.log(pod);
    expect(log, log).toMatch(/HELD +scale[^]*met +during\.availability/);
    expect(await phase(pod)).toBe('Succeeded');
    expect(await records()).toEqual([]);
    await within(30_000, 'three web servers', async () => (await stage.pods('web')).length === 3);
  }, 240_000);

  test('SIGTERM of a runner under its fault: everything is restored before the pod goes; it reached nobody it should not, and its rights cannot be taken from under it', async () => {
    const pod = await outage();
    expect(await records()).toHaveLength(1);
    await expect(inside.helm('uninstall', 'fd')).rejects.toThrow('job fd-removal failed');
    expect(await inside.logOf('fd-removal')).toContain('"renewed":');
    const call = `fetch("http://web.${stage.namespace}", { signal: AbortSignal.timeout(3000) }).then(() => console.log("reached"), () => console.log("not reached"))`;
    expect(await inside.sh(pod, `node -e '${call}'`)).toBe('not reached');
    await stage.core.deleteNamespacedPod({ namespace: inside.namespace, name: pod.metadata?.name ?? '' });
    await within(60_000, 'the pod to be gone', async () => gone(pod));
    expect(await flag()).toBe('on');
    expect(await records()).toEqual([]);
  }, 120_000);

  test('a runner that is killed: its guardian restores before the container ends', async () => {
    const pod = await outage();
    await inside.sh(pod, killRunner);
    await within(60_000, 'the container to end', async () => (await phase(pod)) === 'Failed');
    expect(await flag()).toBe('on');
    expect(await inside.log(pod)).toContain('guardian: the runner ended without a goodbye');
    expect(await records()).toEqual([]);
  }, 120_000);

  test('a runner pod that is deleted with no grace at all leaves nothing', async () => {
    const pod = await outage();
    await stage.core.deleteNamespacedPod({ namespace: inside.namespace, name: pod.metadata?.name ?? '', gracePeriodSeconds: 0 });
    await within(200_000, 'the flag to be back', async () => (await flag()) === 'on' && (await records()).length === 0);
  }, 300_000);

  // Minutes of waiting for a sweeper, which power.system.test.ts awaits too: in test:all alone.
  test.runIf(process.env['FIREDRILL_TEST_ALL'] === '1')(
    'runner and guardian that are killed at once, as by the kernel when memory is short: the sweeper restores, and no second drill is started',
    async () => {
      const pod = await outage();
      await inside.sh(pod, 'kill -9 -1');
      await within(60_000, 'the container to end', async () => (await phase(pod)) === 'Failed');
      expect(await flag()).toBe('off');
      await within(200_000, 'the sweeper', async () => (await flag()) === 'on' && (await records()).length === 0);
      const { items } = await stage.core.listNamespacedPod({ namespace: inside.namespace, labelSelector: `job-name=${pod.metadata?.labels?.['job-name']}` });
      expect(items).toHaveLength(1);
    },
    300_000,
  );

  test('with no fault in place the chart can be removed, rights and all', async () => {
    expect(await records()).toEqual([]);
    await inside.helm('uninstall', 'fd');
    expect((await stage.core.listNamespacedServiceAccount({ namespace: inside.namespace })).items.map(({ metadata }) => metadata?.name)).toEqual(['default']);
  }, 120_000);
});
