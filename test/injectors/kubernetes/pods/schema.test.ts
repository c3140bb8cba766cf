import { expect, test } from 'vitest';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';

const read = (keys: object): readonly string[] => {
  const parsed = podKill.schema.safeParse({ namespace: 'shop', ...keys });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};
const owner = 'deployment/storefront';

test.for([
  [{}, 'expected labels, owner, fields or zone, or all: true, to say which pods'],
  [{ 'min-age': '5m' }, 'expected labels, owner, fields or zone, or all: true, to say which pods'],
  [{ labels: ' ' }, 'expected labels, such as app=storefront: without any, everything would match'],
  [{ labels: null }, 'Invalid input: expected string, received null'],
  [{ owner: 'storefront' }, 'expected a workload, such as deployment/storefront: one of deployment, statefulset, daemonset, replicaset, and its name'],
  [{ owner, ownerless: true }, 'expected no ownerless: owner names the workload'],
  [{ owner, count: 1, percent: '30%' }, 'expected one of count, percent, one-per and all-in, to say how many'],
  [{ owner, count: 0 }, 'expected how many, 1 or more'],
  [{ owner, namespace: 'kube-system' }, 'expected a namespace of applications: those in kube-* are the cluster’s own'],
  [{ owner, grace: '0s' }, 'expected at least 1 s'],
  [{ owner, grace: '1500ms' }, 'expected whole seconds: the API knows no less'],
  [{ fields: 'spec.nodeName' }, 'expected fields, such as spec.nodeName=node-1'],
  [{ owner, 'min-available': 'some' }, 'expected how many pods, or a share such as 50%'],
] as const)('%j is wrong', ([keys, message]) => {
  expect(read(keys)).toContain(message);
});

test('one pod, unless said otherwise, and one that stays', () => {
  expect(podKill.schema.parse({ namespace: 'shop', owner })).toMatchObject({ amount: { by: 'count', count: 1 }, floor: 1, via: 'evict', onRefusal: 'give-up' });
});

test('all of them is a share, and one is a number', () => {
  const floor = (kept: unknown): unknown => (podKill.schema.parse({ namespace: 'shop', owner, 'min-available': kept }) as { floor: unknown }).floor;
  expect([floor('100%'), floor(1), floor(0.5), floor(0)]).toEqual([{ share: 1 }, 1, { share: 0.5 }, 0]);
});
