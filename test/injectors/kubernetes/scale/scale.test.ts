import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { autoscalers } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments, deploymentScales } from '../../../../src/domain/kubernetes/workloads.ts';
import { countOf, healed, shareOf } from '../../../../src/injectors/kubernetes/scale/decide.ts';
import { schema } from '../../../../src/injectors/kubernetes/scale/schema.ts';
import { Drill, signal } from '../edit/drill.ts';

const drill = (keys: object = {}, more: object = {}): Drill => new Drill('kubernetes.scale', keys, more);
const replicas = (one: Drill): unknown => ((one.read(deployments, 'storefront')?.['spec'] ?? {}) as JsonObject)['replicas'];
const left = (why: string, command: string) => ({ kind: 'left', left: [{ target: 'deployment/storefront', why, command }] });
const back = 'kubectl --context fake -n shop scale deployment/storefront --replicas=3';

describe('how many', () => {
  const parse = (value: unknown) => schema.safeParse({ namespace: 'shop', workload: 'deployment/storefront', replicas: value });

  test.for([
    [1, 3, 1],
    [0, 3, 0],
    ['50%', 3, 2],
    ['0%', 3, 0],
    ['10%', 30, 3],
    ['200%', 3, 6],
  ] as const)('replicas %s of %i is %i', ([written, present, count]) => {
    expect(countOf(parse(written).data?.replicas ?? { count: NaN }, present)).toBe(count);
  });

  test.for([-1, 'half', '-5%', true, null])('%s is no number of replicas', (written) => {
    expect(parse(written).success).toBe(false);
  });

  test('a share keeps at least as many as it says', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 100 }), (present, percent) => countOf({ share: percent / 100 }, present) * 100 >= percent * present)); // prettier-ignore
  });

  test('it never hits more than there are', () => {
    expect([shareOf(3, 1), shareOf(3, 0), shareOf(3, 9)]).toEqual([{ hit: 2, of: 3 }, { hit: 3, of: 3 }, { hit: 3, of: 3 }]); // prettier-ignore
  });

  test('somebody’s count heals where it is at the prior one or beyond', () => {
    expect([2, 3, 5].map((now) => healed(now, { prior: 3, ours: 1 }))).toEqual([false, true, true]);
    expect([2, 3, 5].map((now) => healed(now, { prior: 3, ours: 9 }))).toEqual([true, true, false]);
  });
});

test('goes through the scale subresource alone, with the version that was looked at', async () => {
  const one = drill();
  await one.prepare();
  await (await one.injector()).apply(one.spec, one.undo, signal());
  expect(one.cluster.writes.filter((write) => write.includes('deployments'))).toEqual(['patch /apis/apps/v1/namespaces/shop/deployments/storefront/scale']);
});

test('says its share before it is in', async () => {
  const one = drill();
  expect(await (await one.injector()).share?.(one.spec, signal())).toEqual({ hit: 2, of: 3 });
});

describe('restore', () => {
  test('leaves a count between ours and the prior one, with the difference and the command', async () => {
    const one = drill();
    await one.inject();
    await one.edit(deployments, 'storefront', { spec: { replicas: 2 } });
    expect((await one.observe()).presence).toBe('partly');
    const why = 'somebody has changed deployment/storefront since: it has 2 replicas, and the fault had set 1 replica';
    expect(await one.restore()).toEqual(left(why, back));
    expect(one.cluster.writes).toEqual([]);
  });

  test('lets a count beyond the prior one stand', async () => {
    const one = drill();
    await one.inject();
    await one.edit(deployments, 'storefront', { spec: { replicas: 5 } });
    expect((await one.observe()).presence).toBe('absent');
    expect((await one.restore()).kind).toBe('edited');
    expect(replicas(one)).toBe(5);
  });

  test('does not touch a Deployment that has taken the name', async () => {
    const one = drill();
    await one.inject();
    one.cluster.put(deployments, 'shop', { metadata: { name: 'storefront' }, spec: one.read(deployments, 'storefront')?.['spec'] ?? {} });
    expect(await one.restore()).toMatchObject({ kind: 'left', left: [{ why: 'another deployment/storefront has taken the place of the one that was changed, and has 1 replica as the fault had set it' }] }); // prettier-ignore
    expect(replicas(one)).toBe(1);
  });

  test('waits for the pods, and says what is missing when the time is up', async () => {
    const one = drill();
    await one.inject();
    one.cluster.starts = () => false;
    const why = 'deployment/storefront is set back and has not recovered: 1 of 3 pods are available, and 3 were before';
    expect(await one.restore(one.upAfter(12))).toEqual(left(why, 'kubectl --context fake -n shop rollout status deployment/storefront'));
    expect(replicas(one)).toBe(3);
  });

  test('that loses its answer looks again', async () => {
    const one = drill();
    await one.inject();
    one.loseAnswer('/scale');
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(one.cluster.writes.filter((write) => write.endsWith('/scale'))).toHaveLength(1);
  });
});

describe('preflight refuses', () => {
  const autoscaler = { metadata: { name: 'front' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'storefront' }, maxReplicas: 9 } };

  test('what an autoscaler would set by itself, and only that', async () => {
    const one = drill();
    one.cluster.put(autoscalers, 'shop', autoscaler);
    expect(await one.refusals()).toEqual([
      {
        why: 'horizontalpodautoscaler/front sets the replicas of deployment/storefront, against the fault and against the restore',
        hint: 'Take pods away with kubernetes.pod-kill, or make it a drill on a workload without an autoscaler.',
      },
    ]);
    const other = drill({ workload: 'statefulset/db' });
    other.cluster.put(autoscalers, 'shop', autoscaler);
    expect(await other.refusals()).toEqual([]);
  });

  test('a StatefulSet in production', async () => {
    const one = drill({ workload: 'statefulset/db' }, { production: true });
    expect(await one.refusals()).toEqual([{ why: 'statefulset/db is a StatefulSet in production', hint: 'Drill a clone of it.' }]);
  });

  test('a count that is there already, and a share that rounds up to it', async () => {
    expect((await drill({ replicas: 3 }).refusals())[0]?.why).toBe('deployment/storefront has 3 replicas already (replicas: 3)');
    expect((await drill({ replicas: '90%' }).refusals())[0]?.why).toBe(
      'deployment/storefront has 3 replicas already (replicas: 90 % of those that are there, rounded up)',
    );
  });

  test('a workload with less than it wants', async () => {
    const one = drill();
    one.cluster.starts = () => false;
    await one.edit(deployments, 'storefront', { spec: { replicas: 4 } });
    expect(await one.refusals()).toEqual([{ why: '3 of 4 pods of deployment/storefront are available', hint: 'Wait for it (kubectl --context fake -n shop rollout status deployment/storefront).' }]); // prettier-ignore
  });

  test('what is not there', async () => {
    expect((await drill({ workload: 'statefulset/storefront' }).refusals())[0]?.why).toBe('there is no statefulset/storefront in namespace shop');
  });

  test('who may not scale, for the restore first', async () => {
    const one = drill();
    one.cluster.rights = ({ resource }) => resource !== deploymentScales.plural;
    expect((await one.refusals()).map(({ why }) => why)).toEqual([
      'this user may not patch deployments/scale "storefront" in namespace shop, and to restore needs it',
    ]);
  });
});
