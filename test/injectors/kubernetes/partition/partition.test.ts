import { expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { namespaces, policies } from '../../../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../../../src/domain/kubernetes/workloads.ts';
import { addPods, change, kind, openSplit, signal, standing, usual, type Split } from './split.ts';

const id = { run: 'r', n: 1 };
const at = { namespace: 'shop', name: 'fd-r-1' };
const soon = (): AbortSignal => AbortSignal.timeout(200);

async function inject(split: Split, keys?: object): Promise<JsonObject> {
  const injector = await split.injector();
  const { undo } = await injector.prepare(split.spec(keys), id, signal());
  await injector.apply(split.spec(keys), undo, signal());
  return undo;
}
const refusals = async (split: Split, keys?: object): Promise<readonly string[]> =>
  (await (await split.injector()).preflight(split.spec(keys), signal())).map(({ why }) => why);

test('the policy is the run’s own: its name and labels say so', async () => {
  const split = await openSplit();
  await inject(split);
  expect(split.policy()?.metadata).toMatchObject({
    name: 'fd-r-1',
    labels: { 'app.kubernetes.io/managed-by': 'firedrill', 'firedrill.dev/run': 'r', 'firedrill.dev/injection': 'fd-r-1' },
  });
});

test('refuses labels that nobody has, and namespaces that are not there', async () => {
  const split = await openSplit();
  expect(await refusals(split, { ...usual, pods: 'app=nobody' })).toEqual(['no pod with app=nobody is in namespace shop']);
  expect(await refusals(split, { ...usual, peers: 'app=nobody' })).toEqual(['no pod with app=nobody is in namespace shop']);
  expect(await refusals(split, { ...usual, 'peers-in': 'gone' })).toEqual(['there is no namespace gone']);
});

test('refuses where another policy lets the peers talk', async () => {
  const split = await openSplit();
  split.cluster.put(policies, 'shop', { metadata: { name: 'allow-all' }, spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] } });
  const why = 'networkpolicy/allow-all lets the pods talk to the peers (ingress) whatever another policy says: policies only add to what is allowed';
  expect(await refusals(split)).toEqual([why]);
  await expect((await split.injector()).prepare(split.spec(), id, signal())).rejects.toMatchObject({ refusals: [{ why }] });
  expect(await refusals(split, { ...usual, direction: 'egress' })).toEqual([]);
});

test('refuses pods that no policy governs, firedrill itself, and those that want no faults', async () => {
  const split = await openSplit();
  const [payments, storefront] = ['payments', 'storefront'].map((app) => split.cluster.all(pods).find(({ metadata }) => metadata.name.startsWith(app)));
  if (payments === undefined || storefront === undefined) throw new Error('two are meant');
  change(split.cluster, payments, { spec: { hostNetwork: true, containers: [{ name: 'web' }] } });
  expect(await refusals(split)).toEqual([`pod/${payments.metadata.name} is on the network of its node, where no policy governs it`]);
  change(split.cluster, payments, {});
  const labels = { ...(storefront.metadata['labels'] as JsonObject), 'app.kubernetes.io/name': 'firedrill' };
  change(split.cluster, storefront, { metadata: { ...storefront.metadata, labels } });
  expect(await refusals(split)).toEqual([`pod/${storefront.metadata.name} is of firedrill itself, and would be cut off with its restore`]);
  change(split.cluster, storefront, {});
  await split.cluster.patch(
    deployments,
    { namespace: 'shop', name: 'storefront' },
    { metadata: { annotations: { 'firedrill.dev/faults': 'none' } } },
    signal(),
  );
  expect(await refusals(split)).toEqual(['deployment/storefront puts up with no faults (annotation firedrill.dev/faults)']);
});

test('refuses peers whose namespace wants no faults', async () => {
  const split = await openSplit();
  await addPods(split.cluster, 'billing', 'payments', 1);
  split.cluster.put(namespaces, undefined, { metadata: { name: 'billing', annotations: { 'firedrill.dev/faults': 'none' } } });
  expect(await refusals(split, { ...usual, 'peers-in': 'billing' })).toEqual(['namespace/billing puts up with no faults (annotation firedrill.dev/faults)']);
});

test('refuses a proof that fails before anything is cut, or that cannot be made', async () => {
  const split = await openSplit();
  split.cluster.execute = () => ({ code: 7, stdout: '', stderr: '' });
  const [why] = await refusals(split);
  expect(why).toMatch(/^curl -m1 http:\/\/payments in pod\/storefront-1-\d+ ended with 7 before anything is cut$/);
  split.cluster.execute = () => ({ code: undefined, stdout: '', stderr: 'no such program' });
  expect((await refusals(split))[0]).toMatch(/^whether the two can talk is not known: .* had no exit code: no such program$/);
  split.cluster.before = (verb) => {
    if (verb === 'exec') throw new ClusterError('denied', 'forbidden');
  };
  expect((await refusals(split))[0]).toBe('whether the two can talk is not known: ClusterError: forbidden');
});

test('a policy that nothing enforces is seen to be none', async () => {
  const split = await openSplit();
  split.enforced = false;
  const undo = await inject(split);
  const seen = await (await split.injector()).observe(undo, signal());
  expect(seen.presence).toBe('partly');
  expect(seen.detail).toMatch(/^the policy stands, and has no effect: curl .* can talk$/);
});

test('without a proof the effect is unprovable, and said to be', async () => {
  const split = await openSplit();
  const keys = { pods: 'app=storefront', peers: 'everything' };
  const context = { proxies: {}, contexts: {}, production: false, optIn: false, folder: '/' };
  expect([kind.plan(split.spec(keys), context).effect, kind.plan(split.spec(), context).effect]).toEqual(['unprovable', 'observed']);
  const undo = await inject(split, keys);
  const detail = 'the policy stands; without prove nobody can see whether anything enforces it';
  expect(await (await split.injector()).observe(undo, signal())).toEqual({ presence: 'unknown', detail });
});

test('peers that come later are missed until the next renewal, and cut from then on', async () => {
  const split = await openSplit();
  const undo = await inject(split);
  const peer = split.cluster.all(pods).find(({ metadata }) => metadata.name.startsWith('payments'));
  if (peer === undefined) throw new Error('one is meant');
  change(split.cluster, peer, { status: { ...(peer['status'] as JsonObject), podIP: '10.0.9.9' } });
  const injector = await split.injector();
  expect(await injector.observe(undo, signal())).toEqual({
    presence: 'partly',
    detail: 'peers have come since, and are let through until the next renewal: 10.0.9.9',
  });
  await injector.renew?.(undo, signal());
  expect((await injector.observe(undo, signal())).presence).toBe('present');
  expect((await injector.restore(undo, signal())).kind).toBe('restored');
});

test('a policy that a human has changed is neither renewed nor deleted, and told with the command', async () => {
  const split = await openSplit();
  const undo = await inject(split);
  await split.cluster.patch(policies, at, { spec: { ingress: [{}] } }, signal());
  const injector = await split.injector();
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'partly', detail: 'somebody has changed networkpolicy/fd-r-1' });
  const before = split.policy();
  await injector.renew?.(undo, signal());
  const restored = await injector.restore(undo, signal());
  expect(restored).toMatchObject({
    kind: 'left',
    left: [{ target: 'networkpolicy/fd-r-1', command: 'kubectl --context fake -n shop delete networkpolicy fd-r-1' }],
  });
  expect(restored.kind === 'left' && restored.left[0]?.why).toMatch(
    /^somebody has changed it: ingress is \[\{"from":\[\],"ports":\[\]\}\], and was \[\{"from":\[\{[^;]*$/,
  );
  expect(split.policy()?.['spec']).toEqual(before?.['spec']);
  await split.cluster.remove(policies, at, {}, signal());
  expect((await injector.restore(undo, signal())).kind).toBe('restored');
});

test('a policy that somebody has made theirs is left', async () => {
  const split = await openSplit();
  const undo = await inject(split);
  await split.cluster.patch(policies, at, { metadata: { labels: { 'firedrill.dev/injection': null } } }, signal());
  const why = 'its label firedrill.dev/injection is gone: somebody has made it theirs';
  expect(await (await split.injector()).restore(undo, signal())).toMatchObject({ kind: 'left', left: [{ why }] });
});

test('a lost answer to the creation is looked after; a policy of that name that is another’s stops it', async () => {
  const split = await openSplit();
  const create = split.cluster.create.bind(split.cluster);
  split.cluster.create = async (resource, ...rest) => {
    const made = await create(resource, ...rest);
    if (resource.plural === 'networkpolicies') throw new ClusterError('timeout', 'no answer');
    return made;
  };
  const undo = await inject(split);
  expect((await (await split.injector()).observe(undo, signal())).presence).toBe('present');
  const other = await openSplit();
  other.cluster.put(policies, 'shop', { metadata: { name: 'fd-r-1' }, spec: { podSelector: { matchLabels: { app: 'x' } } } });
  await expect(inject(other)).rejects.toThrow('already exists');
});

test('an API that is away between inject and restore is waited for', async () => {
  const split = await openSplit();
  const before = standing(split);
  const undo = await inject(split);
  let away = 9;
  split.cluster.before = () => {
    away -= 1;
    if (away > 0) throw new ClusterError('unreachable', 'no connection');
  };
  expect(await (await split.injector()).restore(undo, signal())).toEqual({ kind: 'restored' });
  expect(standing(split)).toEqual(before);
});

test.each([
  ['', {}],
  [' -c web', { container: 'web' }],
])('an enforcer that does not let go leaves it not restored, with the command that tries%s', async (within, container) => {
  const split = await openSplit();
  const undo = await inject(split, { ...usual, prove: { ...usual.prove, ...container } });
  split.cluster.execute = () => ({ code: 28, stdout: '', stderr: '' });
  const restored = await (await split.injector()).restore(undo, soon());
  expect(restored).toMatchObject({ kind: 'left', left: [{ target: 'pods with app=storefront' }] });
  const [kubectl, pod] = ['kubectl --context fake -n shop', '"$(kubectl --context fake -n shop get pod -l app=storefront -o name | head -n 1)"'];
  expect(restored.kind === 'left' && restored.left[0]?.command).toBe(`${kubectl} exec${within} ${pod} -- curl -m1 http://payments`);
});

test('without a pod to try it in, the policy being gone has to do', async () => {
  const split = await openSplit();
  const undo = await inject(split);
  await split.cluster.patch(deployments, { namespace: 'shop', name: 'storefront' }, { spec: { replicas: 0 } }, signal());
  const note = 'the policy is gone; that the two can talk is not proven: no pod with app=storefront in namespace shop is ready';
  expect(await (await split.injector()).restore(undo, signal())).toEqual({ kind: 'restored', note });
});

const busy = { ...usual, prove: { run: ['curl'], 'kept-alive': ['hold'] } };

test.each([
  [
    'breaks with the cut',
    (standing_: Promise<void>) => standing_.then(() => 1),
    'answered',
    'present',
    'fresh connections are cut; one that stood before was cut too',
  ],
  [
    'never ends',
    () => new Promise<number>(() => undefined),
    '',
    'partly',
    'fresh connections are cut; one that stood before survives: who keeps connections does not notice',
  ],
  ['ended before the cut', async () => 1, 'answered', 'present', 'fresh connections are cut; whether those are that stood before is not known'],
  [
    'never stood',
    (standing_: Promise<void>) => standing_.then(() => 1),
    '',
    'present',
    'fresh connections are cut; whether those are that stood before is not known',
  ],
  [
    'ends in peace after the cut',
    (standing_: Promise<void>) => standing_.then(() => 0),
    'answered',
    'partly',
    'fresh connections are cut; one that stood before survives: who keeps connections does not notice',
  ],
] as const)('a connection that %s', async (_, end, stdout, presence, detail) => {
  const split = await openSplit();
  const made = Promise.withResolvers<void>();
  const exec = split.cluster.exec.bind(split.cluster);
  split.cluster.exec = async (pod, container, argv, until) =>
    argv[0] === 'hold' ? { code: await end(made.promise), stdout, stderr: '' } : exec(pod, container, argv, until);
  const create = split.cluster.create.bind(split.cluster);
  split.cluster.create = async (resource, ...rest) => {
    const one = await create(resource, ...rest);
    if (resource.plural === 'networkpolicies') made.resolve();
    return one;
  };
  const injector = await split.injector();
  const { undo } = await injector.prepare(split.spec(busy), id, signal());
  const applying = injector.apply(split.spec(busy), undo, signal());
  const clock = split.ports.clock as unknown as { advance(time: number): Promise<void> };
  for (let turn = 0; turn < 20; turn += 1) await clock.advance(1000);
  await applying;
  expect(await injector.observe(undo, signal())).toEqual({ presence, detail });
});
