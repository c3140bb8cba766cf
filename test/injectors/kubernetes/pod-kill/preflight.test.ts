import { beforeEach, describe, expect, test } from 'vitest';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { pathOf } from '../../../../src/domain/kubernetes/resource.ts';
import { budgets, namespaces, nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { Refusal, TargetShare } from '../../../../src/domain/plan.ts';
import { addWorkload, openShop, signal, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

const owner = 'deployment/storefront';
const preflight = async (keys: object): Promise<readonly Refusal[]> => (await podKill.load(shop.ports)).preflight(shop.spec(keys), signal());
const share = async (keys: object): Promise<TargetShare | undefined> => (await podKill.load(shop.ports)).share?.(shop.spec(keys), signal());
const status = (resource: { version: string; plural: string }, name: string, status: JsonObject): void => {
  const path = pathOf(resource, { namespace: 'shop', name });
  const found = shop.cluster.objects.get(path);
  if (found === undefined) throw new Error(`no ${path}`);
  shop.cluster.objects.set(path, { ...found, status: { ...(found['status'] as JsonObject), ...status } });
};

test('a healthy workload may lose one pod, and nothing is written to find out', async () => {
  const before = shop.cluster.writes.length;
  expect(await preflight({ owner })).toEqual([]);
  expect(shop.cluster.writes).toHaveLength(before);
});

test('it says how many of how many it will hit', async () => {
  expect(await share({ owner, count: 2 })).toEqual({ hit: 2, of: 3 });
  expect(await share({ owner, percent: '67%' })).toEqual({ hit: 2, of: 3 });
  expect(await share({ owner, count: 9 })).toBeUndefined();
});

describe('a selection', () => {
  test('that matches nothing is refused', async () => {
    expect(await preflight({ labels: 'app=storefrnt' })).toEqual([
      {
        why: 'no pods with app=storefrnt in namespace shop',
        hint: 'Correct the selection; to look: kubectl --context fake -n shop get pods -o wide -l app=storefrnt',
      },
    ]);
    expect(await preflight({ owner: 'deployment/nobody' })).toMatchObject([{ why: 'no pods of deployment/nobody in namespace shop' }]);
  });

  test('that matches everything is refused, unless the file says all, or names an owner', async () => {
    expect(await preflight({ labels: 'app' })).toEqual([
      { why: 'pods with app are all 3 in namespace shop', hint: 'Narrow the selection, name an owner, or say all: true.' },
    ]);
    expect(await preflight({ labels: 'app', all: true })).toEqual([]);
    expect(await preflight({ owner })).toEqual([]);
    await addWorkload(shop.cluster, 'payments', 2);
    expect(await preflight({ labels: 'app=storefront' })).toEqual([]);
  });

  test('of which none may be hit is refused with the reasons', async () => {
    for (const { metadata } of shop.pods()) {
      const path = pathOf(pods, { namespace: 'shop', name: metadata.name });
      const found = shop.cluster.objects.get(path);
      if (found !== undefined) shop.cluster.objects.set(path, { ...found, metadata: { ...metadata, annotations: { 'firedrill.dev/faults': 'none' } } });
    }
    const [refusal] = await preflight({ owner });
    expect(refusal?.why).toMatch(/^none of the 3 pods of deployment\/storefront may be hit: 1 pod\/storefront-1-\w+ puts up with no faults/);
  });

  test('takes a zone from the nodes', async () => {
    shop = await openShop();
    for (const zone of ['a', 'b', 'c'])
      shop.cluster.put(nodes, undefined, { metadata: { name: `node-${zone}`, labels: { 'topology.kubernetes.io/zone': zone } } });
    await addWorkload(shop.cluster, 'spread', 6);
    expect(await share({ owner: 'deployment/spread', zone: 'b' })).toEqual({ hit: 1, of: 2 });
    expect(await share({ owner: 'deployment/spread', 'all-in': 'zone' })).toEqual({ hit: 2, of: 6 });
    expect(await preflight({ owner: 'deployment/spread', zone: 'd' })).toMatchObject([{ why: 'no pods of deployment/spread in zone d in namespace shop' }]);
  });
});

describe('a workload', () => {
  test('that has less than it wants is refused', async () => {
    status(deployments, 'storefront', { availableReplicas: 2 });
    expect(await preflight({ owner })).toEqual([
      {
        why: '1 of 3 pods of deployment "storefront" is not ready',
        hint: 'Wait for it (kubectl --context fake -n shop rollout status deployment/storefront).',
      },
    ]);
  });

  test('in the middle of a rollout is refused', async () => {
    status(deployments, 'storefront', { updatedReplicas: 1 });
    expect(await preflight({ owner })).toMatchObject([
      { why: 'deployment "storefront" is in the middle of a rollout: 1 of 3 pods are of its newest revision' },
    ]);
  });

  test('that would keep too few is refused', async () => {
    expect(await preflight({ owner, 'min-available': 3 })).toMatchObject([
      { why: '1 pod is asked for, and min-available lets 0 go at once (deployment/storefront has 3 ready and keeps 3)' },
    ]);
    await addWorkload(shop.cluster, 'single', 1);
    const keys = { owner: 'deployment/single', via: 'delete' };
    expect(await preflight(keys)).toMatchObject([{ hint: 'Ask for fewer, or lower min-available.' }]);
    expect(await preflight({ ...keys, 'min-available': 0 })).toEqual([]);
  });

  test('that is a StatefulSet in production is left alone', async () => {
    const spec = { replicas: 2, selector: { matchLabels: { app: 'db' } }, template: { metadata: { labels: { app: 'db' } }, spec: {} } };
    await shop.cluster.create(statefulSets, 'shop', { metadata: { name: 'db' }, spec }, signal());
    expect(await preflight({ owner: 'statefulset/db' })).toEqual([]);
    shop = { ...shop, ports: { ...shop.ports, production: true } };
    expect(await preflight({ owner: 'statefulset/db' })).toMatchObject([
      { why: 'none of the 2 pods of statefulset/db may be hit: 2 of a StatefulSet in production: such a drill belongs on a clone' },
    ]);
  });
});

describe('a budget', () => {
  test('without headroom is refused for evictions alone', async () => {
    status(budgets, 'storefront', { disruptionsAllowed: 0 });
    expect(await preflight({ owner })).toEqual([
      {
        why: 'budget storefront allows no disruption now: 3 healthy, and it keeps 2',
        hint: 'Raise the replicas, or change the budget (kubectl --context fake -n shop describe pdb storefront).',
      },
    ]);
    expect(await preflight({ owner, via: 'delete' })).toEqual([]);
  });

  test('with less headroom than is asked for is refused where nobody waits, and where it cannot be helped', async () => {
    expect(await preflight({ owner, count: 2 })).toEqual([
      { why: 'budget storefront allows 1 at a time, and 2 are asked for', hint: 'Say on-refusal: wait, or ask for fewer.' },
    ]);
    expect(await preflight({ owner, count: 2, 'on-refusal': 'wait' })).toEqual([]);
    await addWorkload(shop.cluster, 'payments', 2);
    expect(await preflight({ labels: 'app', all: true, count: 2 })).toEqual([]);
    expect(await preflight({ labels: 'app', all: true, 'one-per': 'owner' })).toEqual([]);
  });

  test('over pods that another one is over too is refused, since the API evicts no such pod', async () => {
    shop.cluster.put(budgets, 'shop', { metadata: { name: 'all' }, spec: { selector: {} }, status: { disruptionsAllowed: 1 } });
    const [refusal] = await preflight({ owner });
    expect(refusal?.why).toMatch(/^budgets (all and storefront|storefront and all) are both over deployment\/storefront, and the API evicts no such pod$/);
  });
});

test('a right that is missing is refused first, whether it is one to kill or one to wait', async () => {
  for (const lacking of ['pods/eviction', 'endpointslices']) {
    shop.cluster.rights = ({ resource }) => resource !== lacking;
    expect(await preflight({ owner })).toMatchObject([{ why: expect.stringContaining(lacking) }]);
  }
});

test('a namespace that wants no faults is refused', async () => {
  shop.cluster.put(namespaces, undefined, { metadata: { name: 'shop', annotations: { 'firedrill.dev/faults': 'none' } } });
  expect(await preflight({ owner })).toMatchObject([{ why: 'namespace/shop puts up with no faults (annotation firedrill.dev/faults)' }]);
});

test('an API that does not answer is no yes', async () => {
  shop.cluster.before = (verb) => {
    if (verb === 'list') throw new Error('no answer');
  };
  await expect(preflight({ owner })).rejects.toThrow('no answer');
});
