import { beforeEach, expect, test } from 'vitest';
import { ClusterError } from '../../../src/domain/kubernetes/cluster-error.ts';
import { deployments } from '../../../src/domain/kubernetes/workloads.ts';
import { services } from '../../../src/domain/kubernetes/surroundings.ts';
import { ms, plain } from '../../../src/domain/units.ts';
import type { ProbePorts, ProbeSession } from '../../../src/ports/probe.ts';
import { kubernetesKind } from '../../../src/probes/kubernetes/kind.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeCluster, fakeAddress } from '../../fakes/cluster.ts';
import { runControllers } from '../../fakes/cluster-controllers.ts';
import { probePorts } from '../ports.ts';
import { storefront } from './shop.ts';

let cluster: FakeCluster;
let clock: FakeClock;
let ports: ProbePorts;
let calls: string[];

beforeEach(() => {
  cluster = new FakeCluster();
  clock = new FakeClock();
  ports = probePorts({ clock, kubernetes: cluster, contexts: { fake: fakeAddress } });
  calls = [];
  cluster.put(deployments, 'shop', storefront());
  cluster.put(services, 'shop', { metadata: { name: 'storefront' }, spec: { selector: { app: 'storefront' } } });
  runControllers(cluster);
  cluster.before = (verb, path) => {
    calls.push(`${verb} ${path}`);
  };
});

const open = async (spec: object): Promise<ProbeSession> => {
  const read = kubernetesKind.schema.parse({ namespace: 'shop', ...spec });
  const session = await (await kubernetesKind.load())(read, { name: 'ready', unit: plain, every: ms(1000) }, ports);
  calls = [];
  return session;
};
const sample = (session: ProbeSession) => session.sample(new AbortController().signal);
const ready = { kubernetes: 'ready-replicas', workload: 'deployment/storefront' };

test.each([
  [ready, 3],
  [{ kubernetes: 'available-ratio', workload: 'deployment/storefront' }, 1],
  [{ kubernetes: 'rolled-out', workload: 'deployment/storefront' }, 1],
  [{ kubernetes: 'ready-endpoints', service: 'storefront' }, 3],
  [{ kubernetes: 'restarts', workload: 'deployment/storefront' }, 0],
  [{ kubernetes: 'pods-pending', labels: 'app=storefront' }, 0],
])('%j of a healthy shop', async (spec, value) => {
  expect(await sample(await open(spec))).toEqual({ kind: 'good', value });
});

test.each([
  [{ ...ready, workload: 'deployment/storefornt' }, 'there is no deployment/storefornt in namespace shop'],
  [{ kubernetes: 'restarts', workload: 'statefulset/storefront' }, 'there is no statefulset/storefront in namespace shop'],
  [
    { kubernetes: 'ready-endpoints', service: 'storefornt' },
    'service/storefornt in namespace shop has no EndpointSlices: there is no such Service, or nothing that keeps them',
  ],
  [{ kubernetes: 'pods-pending', labels: 'app=storefornt' }, 'app=storefornt in namespace shop has no pods'],
])('%j is blind, not zero', async (spec, reason) => {
  expect(await sample(await open(spec))).toEqual({ kind: 'blind', reason });
});

test('SLIs of one object share one fetch a period', async () => {
  const sessions = [await open(ready), await open({ ...ready, kubernetes: 'available-ratio' }), await open({ ...ready, kubernetes: 'restarts' })];
  for (let period = 0; period < 3; period += 1) {
    calls = [];
    await Promise.all(sessions.map(sample));
    expect(calls).toEqual(['get /apis/apps/v1/namespaces/shop/deployments/storefront', 'list /api/v1/namespaces/shop/pods']);
    await clock.advance(1000);
  }
});

test('an answer older than a quarter of the period is not used again', async () => {
  const session = await open(ready);
  expect(await sample(session)).toEqual({ kind: 'good', value: 3 });
  cluster.put(deployments, 'shop', { ...storefront(), status: { readyReplicas: 1 } });
  await clock.advance(250);
  expect(await sample(session)).toEqual({ kind: 'good', value: 3 });
  await clock.advance(1);
  expect(await sample(session)).toEqual({ kind: 'good', value: 1 });
});

test('an API that fails is heard by every SLI, and asked again', async () => {
  const sessions = [await open(ready), await open({ ...ready, kubernetes: 'rolled-out' })];
  cluster.before = () => {
    throw new ClusterError('unreachable', 'https://fake.test:6443 cannot be reached');
  };
  for (const session of sessions) await expect(sample(session)).rejects.toThrow('cannot be reached');
  cluster.before = () => undefined;
  await clock.advance(1000);
  expect(await sample(sessions[1] ?? (await open(ready)))).toEqual({ kind: 'good', value: 1 });
});

test('a sample ends with its signal, and the fetch with the period: the next sample asks anew', async () => {
  const session = await open(ready);
  const hung = Promise.withResolvers<undefined>();
  const get = cluster.get.bind(cluster);
  let given: AbortSignal | undefined;
  cluster.get = async (_resource, _at, signal) => {
    given = signal;
    return hung.promise;
  };
  const stop = new AbortController();
  const sampled = session.sample(stop.signal);
  stop.abort(new Error('no answer within 400 ms'));
  await expect(sampled).rejects.toThrow('no answer within 400 ms');
  expect(given?.aborted).toBe(false);
  await clock.advance(1000);
  expect(given?.aborted).toBe(true);
  cluster.get = get;
  expect(await sample(session)).toEqual({ kind: 'good', value: 3 });
});

test('a context that is not pinned, and a right that is missing, are known before anything is injected', async () => {
  await expect(open({ ...ready, context: 'prod' })).rejects.toThrow('Cannot measure ready: the environment does not pin context prod. It pins: fake.');
  cluster.rights = ({ resource }) => resource !== 'pods';
  await expect(open({ ...ready, kubernetes: 'restarts' })).rejects.toThrow(
    'Cannot measure ready: this user may not list pods in namespace shop. firedrill rbac <file> prints the least role that the experiment needs.',
  );
});
