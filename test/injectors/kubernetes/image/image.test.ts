import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { deployments, replicaSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { shareOf } from '../../../../src/injectors/kubernetes/image/decide.ts';
import { noSuchImage } from '../../../../src/injectors/kubernetes/image/schema.ts';
import { Drill, signal } from '../edit/drill.ts';

const drill = (keys: object = {}): Drill => new Drill('kubernetes.image', keys);
const specIn = (one: Drill): JsonObject => (one.read(deployments, 'storefront')?.['spec'] ?? {}) as JsonObject;
const revisions = (one: Drill): readonly string[] => one.cluster.all(replicaSets, 'shop').map(({ metadata }) => metadata.name);
const withContainers = (containers: readonly JsonObject[]): JsonObject => ({ spec: { template: { spec: { containers } } } });
const web = { name: 'web', image: 'localhost/pause:1' };

test('changes one image of one container, and nothing else of the template', async () => {
  const one = drill({ container: 'web' });
  await one.edit(
    deployments,
    'storefront',
    withContainers([
      { ...web, env: [{ name: 'A', value: '1' }] },
      { name: 'proxy', image: 'proxy:1', args: ['x'] },
    ]),
  );
  const before = specIn(one);
  await one.inject();
  const containers = [
    { ...web, image: noSuchImage, env: [{ name: 'A', value: '1' }] },
    { name: 'proxy', image: 'proxy:1', args: ['x'] },
  ];
  expect(specIn(one)).toMatchObject(withContainers(containers)['spec'] as JsonObject);
  expect(await one.restore()).toEqual({ kind: 'restored' });
  expect(specIn(one)).toEqual(before);
});

test('gets stuck with the old pods up, and the fault’s revision goes with it', async () => {
  const one = drill();
  await one.inject();
  expect(await one.observe()).toEqual({ presence: 'present', detail: '1 of 3 rolled out, 3 available' });
  expect(revisions(one)).toEqual(['storefront-1', 'storefront-2']);
  await one.restore();
  expect(revisions(one)).toEqual(['storefront-1']);
});

test('waits until the fault’s revision has no pods any more, also those that are yet to come', async () => {
  const one = drill();
  await one.inject();
  let looks = 0;
  one.cluster.before = (verb, path) => {
    const bad = one.read(replicaSets, 'storefront-2');
    if (verb !== 'list' || !path.endsWith('/replicasets') || bad === undefined) return;
    looks += 1;
    one.cluster.objects.set(`${path}/storefront-2`, { ...bad, spec: { ...(bad['spec'] as JsonObject), replicas: looks < 4 ? 1 : 0 } });
  };
  expect(await one.restore()).toEqual({ kind: 'restored' });
  expect([looks, revisions(one)]).toEqual([5, ['storefront-1']]);
});

test('a revision that had that image before stays in the history', async () => {
  const one = drill();
  await one.edit(deployments, 'storefront', withContainers([{ ...web, image: noSuchImage }]));
  await one.edit(deployments, 'storefront', withContainers([web]));
  const before = revisions(one);
  await one.inject();
  expect(await one.restore()).toEqual({ kind: 'restored' });
  expect(revisions(one)).toEqual(before);
});

test('a revision with that image that is not marked is somebody else’s', async () => {
  const one = drill();
  await one.inject();
  const [, bad] = one.cluster.all(replicaSets, 'shop');
  await one.edit(replicaSets, 'storefront-2', { metadata: { annotations: { 'firedrill.dev/fd-k2x-1': null } } });
  await one.restore();
  expect(revisions(one)).toEqual(['storefront-1', bad?.metadata.name]);
});

describe('a later edit by somebody else', () => {
  test('to an image that starts stands, and the fault’s revision goes', async () => {
    const one = drill();
    await one.inject();
    await one.edit(deployments, 'storefront', withContainers([{ ...web, image: 'shop:8' }]));
    const note = `somebody has changed deployment/storefront since: it has image shop:8, and the fault had set image ${noSuchImage}`;
    expect(await one.restore()).toEqual({ kind: 'edited', note });
    expect(one.read(deployments, 'storefront')?.metadata['annotations']).toEqual({});
    expect(revisions(one)).toEqual(['storefront-1', 'storefront-3']);
    expect(specIn(one)).toMatchObject({ template: { spec: { containers: [{ image: 'shop:8' }] } } });
  });

  test('that rolls it back is noted', async () => {
    const one = drill();
    await one.inject();
    await one.edit(deployments, 'storefront', withContainers([web]));
    expect(await one.restore()).toEqual({ kind: 'edited', note: 'somebody has put deployment/storefront back already' });
  });

  test('that pauses it is named when the rollout back does not come', async () => {
    const one = drill();
    await one.inject();
    await one.edit(deployments, 'storefront', { spec: { paused: true, replicas: 4 } });
    one.cluster.starts = () => false;
    expect(await one.restore(one.upAfter(12))).toMatchObject({ kind: 'left', left: [{ why: expect.stringContaining('and somebody has paused it (kubectl --context fake -n shop rollout resume deployment/storefront)'), command: 'kubectl --context fake -n shop rollout status deployment/storefront' }] }); // prettier-ignore
  });
});

test('another Deployment with the fault’s image is left, with the command', async () => {
  const one = drill();
  await one.inject();
  one.cluster.put(deployments, 'shop', { metadata: { name: 'storefront' }, spec: specIn(one) });
  expect(await one.restore()).toMatchObject({ kind: 'left', left: [{ target: 'deployment/storefront', command: 'kubectl --context fake -n shop set image deployment/storefront web=localhost/pause:1' }] }); // prettier-ignore
});

describe('preflight refuses', () => {
  test.for([
    ['a paused Deployment', {}, { spec: { paused: true } }, 'deployment/storefront is paused: it rolls nothing out'],
    ['one without replicas', {}, { spec: { replicas: 0 } }, 'deployment/storefront has no replicas'],
    ['to guess the container', {}, withContainers([web, { name: 'proxy', image: 'proxy:1' }]), 'deployment/storefront has 2 containers: web, proxy'],
    ['a container that is not there', { container: 'api' }, {}, 'deployment/storefront has no container api: it has web'],
    ['the image that is there', { image: 'localhost/pause:1' }, {}, 'container web of deployment/storefront has image localhost/pause:1 already'],
    [
      'a rollout under way',
      {},
      withContainers([{ ...web, image: 'firedrill.invalid/other:1' }]),
      'deployment/storefront is in the middle of a rollout: 1 of 3 pods are of its newest revision',
    ],
    [
      'what Argo CD keeps',
      {},
      { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop' } } },
      'deployment/storefront is kept by Argo CD (argocd.argoproj.io/tracking-id: shop), which would revert the fault, or the restore',
    ],
  ] as const)('%s', async ([, keys, patch, why]) => {
    // prettier-ignore
    const one = drill(keys);
    await one.edit(deployments, 'storefront', patch);
    expect((await one.refusals()).map((refusal) => refusal.why)).toEqual([why]);
  });

  test('and says how a paused one is resumed', async () => {
    const one = drill();
    await one.edit(deployments, 'storefront', { spec: { paused: true } });
    const [{ hint } = { hint: undefined }] = await one.refusals();
    expect(hint).toBe('Resume it (kubectl --context fake -n shop rollout resume deployment/storefront).');
  });
});

test.for([
  ['25 % of 3, rounded down', 3, {}, 0],
  ['25 % of 4', 4, {}, 1],
  ['a number', 3, { rollingUpdate: { maxUnavailable: 2 } }, 2],
  ['one, where neither may be', 3, { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } }, 1],
  ['all that are recreated', 3, { type: 'Recreate' }, 3],
] as const)('it may take away %s', ([, replicas, strategy, hit]) => {
  const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  const deployment = deployments.schema.parse({ metadata, spec: { replicas, strategy, selector: {}, template: {} } });
  expect(shareOf(deployment)).toEqual({ hit, of: replicas });
});

test('a rollout that a halt overtakes is out again', async () => {
  const one = drill();
  await one.prepare();
  const halt = new AbortController();
  const applying = (await one.injector()).apply(one.spec, one.undo, halt.signal).catch(() => undefined);
  halt.abort(new Error('halted'));
  await applying;
  expect(await one.restore()).toEqual({ kind: 'restored' });
  expect(specIn(one)).toMatchObject(withContainers([web])['spec'] as JsonObject);
  await expect((await one.injector()).observe(one.undo, signal())).resolves.toEqual({ presence: 'absent' });
});
