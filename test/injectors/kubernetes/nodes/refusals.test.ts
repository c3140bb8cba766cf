import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { budgets, leases, namespaces, nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import { Refused } from '../../../../src/domain/refused.ts';
import { deployments, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { addNode, addPod, addWorkload, openTown, signal, type Fault, type Town } from './town.ts';

const refusals = async (town: Town, fault: Fault, keys?: object): Promise<readonly string[]> => {
  const found = await (await town.injector(fault)).preflight(town.spec(fault, keys), signal());
  // What preflight refuses, prepare refuses too: nothing stands between them but time.
  if (found.length > 0) await expect((await town.injector(fault)).prepare(town.spec(fault, keys), { run: 'r', n: 1 }, signal())).rejects.toThrow(Refused);
  return found.map(({ why }) => why);
};

const patchNode = (town: Town, name: string, patch: JsonObject): Promise<unknown> => town.cluster.patch(nodes, { name }, patch, signal());

test('a node or a zone that does not exist', async () => {
  const town = await openTown();
  expect(await refusals(town, 'drain', { node: 'node-9' })).toEqual(['there is no node node-9']);
  expect(await refusals(town, 'drain', { nodes: { labels: 'pool=db', count: 1 } })).toEqual(['1 nodes with pool=db are asked for, and there are 0']);
  expect(await refusals(town, 'zone', { zone: 'zone-9' })).toEqual(['no node is in zone zone-9']);
});

test('a node without a pod that could go', async () => {
  const town = await openTown();
  addNode(town.cluster, 'node-4', 'zone-4');
  addPod(town.cluster, 'kube-system', 'dns', 'node-4');
  expect(await refusals(town, 'drain', { node: 'node-4' })).toEqual(['no pod of shop is on node-4 that could go']);
});

test('other tenants are listed, until the file says yes for each by name', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 2);
  const pod = town.on('node-2').find((name) => name.startsWith('invoices'));
  expect(await refusals(town, 'drain')).toEqual([`other tenants have pods on node-2: billing/${pod}`]);
  expect(await refusals(town, 'zone')).toEqual([`other tenants have pods on node-2: billing/${pod}`]);
  expect(await refusals(town, 'drain', { node: 'node-2', 'other-tenants': ['billing'] })).toEqual([]);
  expect(await refusals(town, 'drain', { node: 'node-2', 'other-tenants': ['billing', 'gone'] })).toEqual(['there is no namespace gone']);
});

test('a tenant that another run holds, or that wants no faults', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 2);
  const keys = { node: 'node-2', 'other-tenants': ['billing'] };
  const held = { holderIdentity: 'zzz', renewTime: '2026-01-01T00:00:00.000000Z' };
  town.cluster.put(leases, 'billing', { metadata: { name: 'firedrill' }, spec: held });
  const found = await (await town.injector('drain')).preflight(town.spec('drain', keys), signal());
  expect(found.map(({ why }) => why)).toEqual(['run zzz holds namespace billing (Lease firedrill, renewed 2026-01-01T00:00:00.000000Z)']);
  await town.cluster.remove(leases, { namespace: 'billing', name: 'firedrill' }, {}, signal());
  town.cluster.put(namespaces, undefined, { metadata: { name: 'billing', annotations: { 'firedrill.dev/faults': 'none' } } });
  expect(await refusals(town, 'drain', keys)).toEqual(['namespace/billing puts up with no faults (annotation firedrill.dev/faults)']);
});

test('a pod that nobody would bring back, but not one that is over, bound to its node, or needed by the cluster or the run', async () => {
  const town = await openTown();
  const daemon = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'x', controller: true }] };
  addPod(town.cluster, 'shop', 'agent', 'node-2', daemon);
  addPod(town.cluster, 'billing', 'agent', 'node-2', daemon);
  addPod(town.cluster, 'kube-system', 'dns', 'node-2');
  addPod(town.cluster, 'shop', 'mirror', 'node-2', { annotations: { 'kubernetes.io/config.mirror': 'x' } });
  addPod(town.cluster, 'shop', 'runner', 'node-2', { labels: { 'app.kubernetes.io/name': 'firedrill' } });
  addPod(town.cluster, 'shop', 'prometheus-0', 'node-2', { labels: { 'app.kubernetes.io/name': 'prometheus' } });
  expect(await refusals(town, 'drain')).toEqual([]);
  addPod(town.cluster, 'shop', 'debug', 'node-2');
  addPod(town.cluster, 'shop', 'import', 'node-2', { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'import', uid: 'y', controller: true }] });
  expect(await refusals(town, 'drain')).toEqual(['nobody would bring back as it was shop/debug, shop/import']);
});

test('a node that was cordoned before, is not ready, belongs to another run, or wants no faults', async () => {
  const town = await openTown();
  await patchNode(town, 'node-2', { spec: { unschedulable: true } });
  expect(await refusals(town, 'drain')).toEqual(['node-2 is cordoned already, and not by this run']);
  expect(await refusals(town, 'zone')).toEqual(['node-2 is cordoned already, and not by this run']);
  await patchNode(town, 'node-2', { metadata: { annotations: { 'firedrill.dev/injection': 'fd-zzz-1' } } });
  expect(await refusals(town, 'drain')).toEqual(['run zzz holds node/node-2']);
  await patchNode(town, 'node-2', {
    metadata: { annotations: { 'firedrill.dev/injection': null, 'firedrill.dev/faults': 'none' } },
    spec: { unschedulable: null },
  });
  expect(await refusals(town, 'drain')).toEqual(['node/node-2 puts up with no faults (annotation firedrill.dev/faults)']);
  await patchNode(town, 'node-2', { metadata: { annotations: null }, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } });
  expect(await refusals(town, 'zone')).toEqual(['node/node-2 is not ready']);
});

test('nodes without which the pods have nowhere to go', async () => {
  const town = await openTown();
  await patchNode(town, 'node-1', { spec: { unschedulable: true } });
  await patchNode(town, 'node-3', { status: { conditions: [{ type: 'Ready', status: 'False' }] } });
  expect(await refusals(town, 'zone')).toEqual(['no other node takes pods than node-2']);
  const taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }];
  await patchNode(town, 'node-1', { spec: { unschedulable: null, taints } });
  expect(await refusals(town, 'zone')).toEqual(['no other node takes pods than node-2']);
  await patchNode(town, 'node-1', { spec: { taints: null } });
  expect(await refusals(town, 'zone')).toEqual([]);
});

test('a workload that is degraded already, or in the middle of a rollout', async () => {
  const town = await openTown();
  const at = { namespace: 'shop', name: 'storefront' };
  const break_ = (status: JsonObject): void => {
    const path = '/apis/apps/v1/namespaces/shop/deployments/storefront';
    const found = town.cluster.objects.get(path);
    if (found !== undefined) town.cluster.objects.set(path, { ...found, status: { ...(found['status'] as JsonObject), ...status } });
  };
  expect(await town.cluster.get(deployments, at, signal())).toBeDefined();
  break_({ availableReplicas: 2 });
  expect(await refusals(town, 'zone')).toEqual(['2 of 3 pods of deployment/storefront are available']);
  const [{ hint } = { hint: undefined }] = await (await town.injector('zone')).preflight(town.spec('zone'), signal());
  expect(hint).toBe('Wait for it (kubectl --context fake -n shop rollout status deployment/storefront).');
  break_({ updatedReplicas: 1 });
  expect(await refusals(town, 'zone')).toEqual(['deployment/storefront is in the middle of a rollout: 1 of 3 pods are of its newest revision']);
});

test('a StatefulSet in production', async () => {
  const put = async (production: boolean): Promise<Town> => {
    const town = await openTown({ production });
    const template = { metadata: { labels: { app: 'db' } }, spec: {} };
    await town.cluster.create(
      statefulSets,
      'shop',
      { metadata: { name: 'db' }, spec: { replicas: 3, selector: { matchLabels: { app: 'db' } }, template } },
      signal(),
    );
    return town;
  };
  expect(await refusals(await put(true), 'drain')).toEqual(['statefulset/db has a pod there, and this is production']);
  expect(await refusals(await put(false), 'drain')).toEqual([]);
});

test('budgets without headroom stand against a drain, and not against the loss of a zone', async () => {
  const town = await openTown();
  await town.cluster.patch(budgets, { namespace: 'shop', name: 'storefront' }, { spec: { minAvailable: 3 } }, signal());
  expect(await refusals(town, 'drain')).toEqual(['poddisruptionbudget/storefront lets 0 pods go, and 1 would have to']);
  expect(await refusals(town, 'zone')).toEqual([]);
});

test('two budgets over one pod, which the API then never evicts', async () => {
  const town = await openTown();
  await town.cluster.create(
    budgets,
    'shop',
    { metadata: { name: 'too' }, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'storefront' } } } },
    signal(),
  );
  const [why] = await refusals(town, 'drain');
  expect(why).toMatch(/^budgets storefront and too are both over storefront-\S+, and the API evicts no such pod$/);
  expect(await refusals(town, 'zone')).toEqual([]);
});

test('a budget that lets one go at a time is enough for who waits', async () => {
  const town = await openTown();
  const two = { nodes: { labels: 'pool=web', count: 2 } };
  expect(await refusals(town, 'drain', { ...two, 'on-refusal': 'wait' })).toEqual([]);
  const giveUp = { ...two, 'on-refusal': 'give-up' };
  const [{ hint } = { hint: undefined }] = await (await town.injector('drain')).preflight(town.spec('drain', giveUp), signal());
  expect(hint).toBe('Say on-refusal: wait, or give it headroom.');
  const [why] = await refusals(town, 'drain', giveUp);
  expect(why).toMatch(
    /^of what is asked for 2 would have to go, and that many cannot \(node-\d: poddisruptionbudget\/storefront lets 1 pods go, and 2 would have to; /,
  );
});

test('a pod’s own word, and its workload’s', async () => {
  const town = await openTown();
  await town.cluster.patch(
    deployments,
    { namespace: 'shop', name: 'storefront' },
    { metadata: { annotations: { 'firedrill.dev/faults': 'kubernetes.pod-kill' } } },
    signal(),
  );
  expect(await refusals(town, 'zone')).toEqual(['deployment/storefront puts up with kubernetes.pod-kill alone (annotation firedrill.dev/faults)']);
  await town.cluster.patch(
    deployments,
    { namespace: 'shop', name: 'storefront' },
    { metadata: { annotations: { 'firedrill.dev/faults': 'kubernetes.zone-loss' } } },
    signal(),
  );
  expect(await refusals(town, 'zone')).toEqual([]);
});

test('without a right to put the node back nothing is looked at', async () => {
  const town = await openTown();
  town.cluster.rights = ({ verb, resource }) => !(verb === 'patch' && resource === 'nodes');
  const found = await (await town.injector('drain')).preflight(town.spec('drain'), signal());
  expect(found.map(({ why }) => why)).toEqual(['this user may not patch nodes "node-2", and to restore needs it']);
});

test('of any zone one is taken that nothing stands against; the share is that of the fullest', async () => {
  const town = await openTown();
  addPod(town.cluster, 'shop', 'debug-1', 'node-1');
  addPod(town.cluster, 'shop', 'debug-3', 'node-3');
  const injector = await town.injector('zone');
  const any = town.spec('zone', { zone: 'any' });
  expect(await injector.preflight(any, signal())).toEqual([]);
  const { targets } = await injector.prepare(any, { run: 'r', n: 1 }, signal());
  expect(targets[0]).toBe('node/node-2');
  expect(await injector.share?.(town.spec('zone'), signal())).toEqual({ hit: 1, of: 3 });
});
