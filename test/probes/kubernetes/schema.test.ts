import { expect, test } from 'vitest';
import { showRight } from '../../../src/domain/kubernetes/right.ts';
import { kubernetesKind } from '../../../src/probes/kubernetes/kind.ts';
import { ms, units, plain } from '../../../src/domain/units.ts';

const shop = { namespace: 'shop' };
const complaints = (spec: object): readonly string[] => {
  const read = kubernetesKind.schema.safeParse({ ...shop, ...spec });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const parse = (spec: object) => kubernetesKind.schema.parse({ ...shop, ...spec });

test.each([
  [
    { kubernetes: 'replicas', workload: 'deployment/a' },
    ['kubernetes: expected ready-replicas, available-ratio, rolled-out, ready-endpoints, restarts or pods-pending'],
  ],
  [{ kubernetes: 'ready-replicas' }, ['kubernetes: expected workload beside ready-replicas']],
  [{ kubernetes: 'restarts' }, ['kubernetes: expected workload or labels beside restarts']],
  [
    { kubernetes: 'ready-endpoints', workload: 'deployment/a' },
    ['kubernetes: expected service beside ready-endpoints', 'workload: expected no workload beside ready-endpoints'],
  ],
  [{ kubernetes: 'restarts', workload: 'deployment/a', labels: 'app=a' }, ['labels: expected either workload or labels: a workload has its own']],
  [{ kubernetes: 'ready-replicas', workload: 'storefront' }, ['workload: expected deployment/<name>, or a statefulset, daemonset or replicaset']],
  [{ kubernetes: 'pods-pending', labels: ' ' }, ['labels: expected labels, such as app=storefront: without any, everything would match']],
  [{ kubernetes: 'rolled-out', workload: 'replicaset/a' }, ['workload: expected a deployment, statefulset or daemonset: a replicaset has one revision only']],
  [{ kubernetes: 'ready-replicas', workload: 'deployment/a', namespace: 'Shop' }, ['namespace: expected a namespace, such as shop']],
])('%j is refused', (spec, expected) => {
  expect(complaints(spec)).toEqual(expected);
});

test('a measure says its unit', () => {
  expect(kubernetesKind.unit(parse({ kubernetes: 'available-ratio', workload: 'deployment/a' }))).toEqual(units.ratio);
  expect(kubernetesKind.unit(parse({ kubernetes: 'restarts', workload: 'deployment/a' }))).toEqual(plain);
});

test.each([
  [{ kubernetes: 'ready-replicas', workload: 'deployment/a' }, ['get deployments "a" in namespace shop']],
  [{ kubernetes: 'pods-pending', workload: 'statefulset/a' }, ['get statefulsets "a" in namespace shop', 'list pods in namespace shop']],
  [{ kubernetes: 'restarts', labels: 'app=a' }, ['list pods in namespace shop']],
  [{ kubernetes: 'ready-endpoints', service: 'a' }, ['list endpointslices in namespace shop']],
])('%j needs no more than to read', (spec, expected) => {
  expect(kubernetesKind.cluster?.(parse(spec)).rights.map(showRight)).toEqual(expected);
});

test('plan says how long what happens may not show', () => {
  const nowhere = { folder: '/', scrapes: {}, loads: [], contexts: {} };
  const worst = (spec: object) => kubernetesKind.staleness(parse(spec), nowhere, { every: ms(1000) });
  expect(worst({ kubernetes: 'pods-pending', labels: 'app=a' })).toEqual({ worst: 250, why: 'one fetch serves all SLIs for 250 ms' });
  expect(worst({ kubernetes: 'restarts', labels: 'app=a' }).why).toContain('from a silent node none does');
  const ready = worst({ kubernetes: 'ready-replicas', workload: 'deployment/a' });
  expect(ready.worst).toBe(50_250);
  expect(ready.why).toContain('50 s for which a node may be silent');
});
