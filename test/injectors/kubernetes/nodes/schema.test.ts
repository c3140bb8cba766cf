import { expect, test } from 'vitest';
import { kinds } from './town.ts';

const problems = (fault: 'drain' | 'zone', keys: object): readonly string[] => {
  const read = kinds[fault].schema.safeParse({ namespace: 'shop', ...keys });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test.each([
  ['drain', {}, ': expected either node: <name>, or nodes: { labels, count }'],
  ['drain', { node: 'a', nodes: { labels: 'a=b', count: 1 } }, ': expected either node: <name>, or nodes: { labels, count }'],
  ['drain', { nodes: { labels: '', count: 1 } }, 'nodes.labels: expected labels, such as app=storefront: without any, everything would match'],
  ['drain', { nodes: { labels: 'a b', count: 1 } }, 'nodes.labels: expected labels, such as pool=web'],
  ['drain', { nodes: { labels: 'a=b', count: 0 } }, 'nodes.count: expected at least 1'],
  ['drain', { node: 'a', 'on-refusal': 'force' }, 'on-refusal: expected wait or give-up'],
  ['drain', { node: 'a', 'other-tenants': ['kube-system'] }, 'other-tenants.0: expected no namespace of Kubernetes itself: its pods are left'],
  ['zone', { zone: 'a', grace: '0s' }, 'grace: expected at least 1 s'],
  ['zone', { zone: 'a', grace: '1500ms' }, 'grace: expected whole seconds: the API knows no less'],
  ['zone', {}, 'zone: expected a zone, such as zone-2, or any'],
  ['zone', { zone: 'a/b' }, 'zone: expected a zone, such as zone-2, or any'],
] as const)('%s %o: %s', (fault, keys, message) => {
  expect(problems(fault, keys)).toContain(message);
});

test('the plan pins the namespaces of tenants too, and asks for nodes across the cluster', () => {
  const context = { proxies: {}, contexts: {}, production: false, optIn: false, folder: '/' };
  const plan = kinds.drain.plan(kinds.drain.schema.parse({ namespace: 'shop', node: 'node-2', 'other-tenants': ['billing'], context: 'a' }), context);
  expect(plan.cluster?.namespaces).toEqual(['shop', 'billing']);
  expect(plan.locks).toEqual(['kubernetes:a/shop', 'kubernetes:a/billing', 'kubernetes:a/nodes']);
  const onNodes = [...(plan.cluster?.rights.inject ?? []), ...(plan.cluster?.rights.restore ?? [])].filter(({ resource }) => resource === 'nodes');
  expect(onNodes).toEqual([
    { verb: 'list', group: '', resource: 'nodes' },
    { verb: 'get', group: '', resource: 'nodes', name: 'node-2' },
    { verb: 'patch', group: '', resource: 'nodes', name: 'node-2' },
  ]);
});
