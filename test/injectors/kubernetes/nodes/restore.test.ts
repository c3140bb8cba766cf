import { expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets, nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { mark } from '../../../../src/injectors/kubernetes/names.ts';
import { addNode, addPod, addWorkload, openTown, signal, standing, type Fault, type Town } from './town.ts';

const id = { run: 'r', n: 1 };
const soon = (): AbortSignal => AbortSignal.timeout(200);

async function inject(town: Town, fault: Fault, keys?: object): Promise<{ readonly undo: JsonObject; readonly before: unknown }> {
  const before = standing(town);
  const injector = await town.injector(fault);
  const { undo } = await injector.prepare(town.spec(fault, keys), id, signal());
  await injector.apply(town.spec(fault, keys), undo, signal());
  return { undo, before };
}

const restore = async (town: Town, fault: Fault, undo: JsonObject, until = signal()): Promise<unknown> => (await town.injector(fault)).restore(undo, until);
const presence = async (town: Town, fault: Fault, undo: JsonObject): Promise<unknown> => (await town.injector(fault)).observe(undo, signal());
const patch = async (town: Town, name: string, change: JsonObject): Promise<unknown> => town.cluster.patch(nodes, { name }, change, signal());
const cordoned = (town: Town, name: string): unknown => (town.node(name)['spec'] as JsonObject)['unschedulable'];
const marked = (town: Town, name: string): unknown => (town.node(name).metadata['annotations'] as JsonObject | undefined)?.[mark.injection];

test('a drained node is cordoned under the mark of its injection, and empty', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  expect([cordoned(town, 'node-2'), marked(town, 'node-2'), town.on('node-2')]).toEqual([true, 'fd-r-1', []]);
  expect(town.cluster.writes.filter((one) => one.startsWith('evict'))).toHaveLength(1);
  expect(await presence(town, 'drain', undo)).toEqual({ presence: 'present' });
});

test('the loss of a zone leaves nodes alone that were cordoned before, and deletes what runs on them', async () => {
  const town = await openTown();
  addNode(town.cluster, 'node-4', 'zone-2');
  await addWorkload(town.cluster, 'shop', 'catalog', 4);
  await patch(town, 'node-4', { spec: { unschedulable: true } });
  expect(town.on('node-4')).toHaveLength(1);
  const { undo } = await inject(town, 'zone');
  expect([...town.on('node-2'), ...town.on('node-4')]).toEqual([]);
  expect(marked(town, 'node-4')).toBeUndefined();
  expect(await restore(town, 'zone', undo)).toEqual({ kind: 'restored' });
  expect([cordoned(town, 'node-2'), cordoned(town, 'node-4')]).toEqual([undefined, true]);
});

test('a node that a human uncordoned meanwhile stays so, and loses the mark', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  await patch(town, 'node-2', { spec: { unschedulable: null } });
  expect(await presence(town, 'drain', undo)).toEqual({ presence: 'absent' });
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'edited', note: 'somebody uncordoned node-2 meanwhile' });
  expect([cordoned(town, 'node-2'), marked(town, 'node-2')]).toEqual([undefined, undefined]);
});

test('a node that a human uncordoned and cordoned again stays cordoned', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  const managedFields = [
    { manager: 'node', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:firedrill.dev/injection': {} } } } },
    { manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:unschedulable': {} } } },
  ];
  await patch(town, 'node-2', { metadata: { managedFields } });
  expect(await presence(town, 'drain', undo)).toEqual({ presence: 'absent' });
  const note = 'kubectl uncordoned node-2 meanwhile and cordoned it again: left cordoned';
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'edited', note });
  expect([cordoned(town, 'node-2'), marked(town, 'node-2')]).toEqual([true, undefined]);
  expect(await restore(town, 'drain', undo)).toMatchObject({ kind: 'edited' });
  expect(cordoned(town, 'node-2')).toBe(true);
});

test('a node that somebody cordoned between the choice and the act is not touched', async () => {
  const town = await openTown();
  const injector = await town.injector('drain');
  const { undo } = await injector.prepare(town.spec('drain'), id, signal());
  await patch(town, 'node-2', { spec: { unschedulable: true } });
  expect(await injector.apply(town.spec('drain'), undo, signal())).toEqual({
    kind: 'refused',
    refusals: [{ why: 'node node-2 cannot be cordoned: somebody else has just cordoned it', hint: 'Try again later.' }],
  });
  expect(town.on('node-2')).toHaveLength(1);
  const note = 'node-2 is cordoned, without the mark of this run: left as it is';
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'edited', note });
  expect(cordoned(town, 'node-2')).toBe(true);
});

test('of two runners that look at one node at the same time one gets it', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 3);
  const injector = await town.injector('drain');
  const both = ['shop', 'billing'].map((namespace, index) => ({ namespace, node: 'node-2', 'other-tenants': [['billing', 'shop'][index]] }));
  const [one, other] = both.map((keys) => town.spec('drain', keys));
  if (one === undefined || other === undefined) throw new Error('two are meant');
  const first = await injector.prepare(one, { run: 'one', n: 1 }, signal());
  const second = await injector.prepare(other, { run: 'two', n: 1 }, signal());
  const outcomes = await Promise.allSettled([injector.apply(one, first.undo, signal()), injector.apply(other, second.undo, signal())]);
  const lost = outcomes.filter((one) => one.status === 'rejected' || one.value.kind === 'refused');
  expect(lost.length).toBeGreaterThan(0);
  for (const { undo } of [first, second]) expect(await restore(town, 'drain', undo)).toMatchObject({ kind: 'restored' });
  expect([cordoned(town, 'node-2'), marked(town, 'node-2')]).toEqual([undefined, undefined]);
});

test('a heartbeat between look and patch is no reason to give up, and a lost answer is looked after', async () => {
  const town = await openTown();
  let calls = 0;
  town.cluster.before = (verb, path) => {
    if (verb !== 'patch' || !path.endsWith('/nodes/node-2')) return;
    calls += 1;
    if (calls === 1) throw new ClusterError('conflict', 'the object has been modified');
    if (calls === 2) throw new ClusterError('timeout', 'no answer');
  };
  const { undo, before } = await inject(town, 'drain');
  expect(calls).toBe(3);
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'restored' });
  expect(standing(town)).toEqual(before);
});

test('a node that was replaced meanwhile is another', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  town.cluster.objects.delete('/api/v1/nodes/node-2');
  addNode(town.cluster, 'node-2', 'zone-2', { unschedulable: true });
  expect(await presence(town, 'drain', undo)).toEqual({ presence: 'absent' });
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'edited', note: 'node-2 is gone, or another machine has its name' });
  expect(cordoned(town, 'node-2')).toBe(true);
});

test('an API that is away between inject and restore is waited for', async () => {
  const town = await openTown();
  const { undo, before } = await inject(town, 'zone');
  let away = 9;
  town.cluster.before = () => {
    away -= 1;
    if (away > 0) throw new ClusterError('unreachable', 'no connection');
  };
  expect(await restore(town, 'zone', undo)).toEqual({ kind: 'restored' });
  expect(standing(town)).toEqual(before);
});

test('an API that stays away leaves it, with the command', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  town.cluster.before = () => {
    throw new ClusterError('unreachable', 'no connection');
  };
  const command = 'kubectl --context fake -n shop uncordon node-2 && kubectl --context fake -n shop annotate node node-2 firedrill.dev/injection-';
  const result = await restore(town, 'drain', undo, soon());
  expect(result).toMatchObject({ kind: 'left', left: [{ target: 'node/node-2', command }, { command }] });
});

test('a node that may not be uncordoned does not keep the others cordoned', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain', { nodes: { labels: 'pool=web', count: 2 } });
  const [one = '', other = ''] = ['node-1', 'node-2', 'node-3'].filter((name) => cordoned(town, name) === true);
  town.cluster.before = (verb, path) => {
    if (verb === 'patch' && path.endsWith(one)) throw new ClusterError('denied', 'forbidden');
  };
  const command = `kubectl --context fake -n shop uncordon ${one} && kubectl --context fake -n shop annotate node ${one} firedrill.dev/injection-`;
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'left', left: [{ target: `node/${one}`, why: 'forbidden', command }] });
  expect([cordoned(town, one), cordoned(town, other)]).toEqual([true, undefined]);
});

test('pods that do not come back leave it not restored; a human who wants fewer is obeyed', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'zone');
  const [pod] = town.on('node-1');
  const path = `/api/v1/namespaces/shop/pods/${pod}`;
  const found = town.cluster.objects.get(path);
  if (found === undefined) throw new Error('no pod');
  town.cluster.objects.set(path, { ...found, status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] } });
  const command = 'kubectl --context fake -n shop rollout status deployment/storefront';
  expect(await restore(town, 'zone', undo, soon())).toEqual({
    kind: 'left',
    left: [{ target: 'deployment/storefront', why: '2 of 3 pods are available', command }],
  });
  expect(cordoned(town, 'node-2')).toBeUndefined();
  town.cluster.objects.delete(path);
  await town.cluster.patch(deployments, { namespace: 'shop', name: 'storefront' }, { spec: { replicas: 2 } }, signal());
  expect(await restore(town, 'zone', undo)).toEqual({ kind: 'restored' });
});

test('what a budget refuses stays, is told with its reason, and the fault is there in part only', async () => {
  const town = await openTown();
  const injector = await town.injector('drain');
  const spec = town.spec('drain', { node: 'node-2', 'on-refusal': 'give-up' });
  const { undo } = await injector.prepare(spec, id, signal());
  await town.cluster.patch(budgets, { namespace: 'shop', name: 'storefront' }, { spec: { minAvailable: 3 } }, signal());
  expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'applied' });
  const [pod] = town.on('node-2');
  const detail = `1 of 1 pods are still there, ${pod} first; ${pod}: Cannot evict pod as it would violate the pod's disruption budget.`;
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'partly', detail });
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'restored' });
});

test('who waits evicts once the budget allows it', async () => {
  const town = await openTown();
  const injector = await town.injector('drain');
  const { undo } = await injector.prepare(town.spec('drain'), id, signal());
  const budget = { namespace: 'shop', name: 'storefront' };
  await town.cluster.patch(budgets, budget, { spec: { minAvailable: 3 } }, signal());
  let evictions = 0;
  town.cluster.before = (verb) => {
    if (verb !== 'evict') return;
    evictions += 1;
    if (evictions === 3) void town.cluster.patch(budgets, budget, { spec: { minAvailable: 2 } }, signal());
  };
  await injector.apply(town.spec('drain'), undo, signal());
  expect(evictions).toBeGreaterThanOrEqual(3);
  expect(town.on('node-2')).toEqual([]);
});

test('a pod that was replaced under its name between choice and act is another, and stays', async () => {
  const town = await openTown();
  const injector = await town.injector('zone');
  const { undo } = await injector.prepare(town.spec('zone'), id, signal());
  const [pod = ''] = town.on('node-2');
  const path = `/api/v1/namespaces/shop/pods/${pod}`;
  const found = town.cluster.objects.get(path);
  if (found === undefined) throw new Error('no pod');
  town.cluster.objects.set(path, { ...found, metadata: { ...found.metadata, uid: 'another' } });
  await injector.apply(town.spec('zone'), undo, signal());
  expect((await town.cluster.get(pods, { namespace: 'shop', name: pod }, signal()))?.metadata.uid).toBe('another');
});

test('a pod that comes to the node after it was looked at is in no record, and stays: then the fault is there in part only', async () => {
  const town = await openTown();
  const injector = await town.injector('zone');
  const { undo } = await injector.prepare(town.spec('zone'), id, signal());
  const daemon = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'x', controller: true }] };
  addPod(town.cluster, 'shop', 'agent', 'node-2', daemon);
  addPod(town.cluster, 'shop', 'late', 'node-2');
  addPod(town.cluster, 'shop', 'elsewhere', 'node-1');
  await injector.apply(town.spec('zone'), undo, signal());
  expect(town.on('node-2')).toEqual(['agent', 'late']);
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'partly', detail: 'since they were looked at these have come, and stay: late' });
  town.cluster.objects.delete('/api/v1/namespaces/shop/pods/late');
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'present' });
});

test('the taint of a cordon has to be off before it counts as restored', async () => {
  const town = await openTown();
  const { undo } = await inject(town, 'drain');
  await patch(town, 'node-2', { spec: { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] } });
  expect(await restore(town, 'drain', undo, soon())).toMatchObject({ kind: 'left', left: [{ target: 'node/node-2' }] });
  await patch(town, 'node-2', { spec: { taints: null } });
  expect(await restore(town, 'drain', undo)).toEqual({ kind: 'restored' });
});

test('a tenant’s namespace that may not be seen any more keeps no node cordoned; what became of its pods is unknown, and not restored', async () => {
  const town = await openTown();
  await addWorkload(town.cluster, 'billing', 'invoices', 2);
  const injector = await town.injector('drain');
  const spec = town.spec('drain', { node: 'node-2', 'other-tenants': ['billing'] });
  const { undo } = await injector.prepare(spec, id, signal());
  await injector.apply(spec, undo, signal());
  expect(cordoned(town, 'node-2')).toBe(true);
  town.cluster.before = (_verb, path) => {
    if (path.includes('/namespaces/billing/')) throw new ClusterError('denied', 'may not look into billing');
  };
  await expect(injector.restore(undo, signal())).rejects.toMatchObject({ code: 'denied' });
  expect([cordoned(town, 'node-2'), marked(town, 'node-2')]).toEqual([undefined, undefined]);
  town.cluster.before = () => undefined;
  expect(await restore(town, 'drain', undo)).toMatchObject({ kind: 'restored' });
});
