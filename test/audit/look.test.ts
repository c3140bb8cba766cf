import { expect, test } from 'vitest';
import { look } from '../../src/audit/look.ts';
import { rightsFor } from '../../src/audit/rights.ts';
import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';
import { showRight } from '../../src/domain/kubernetes/right.ts';
import { clusterOf, shop } from './shop.ts';

const signal = () => new AbortController().signal;

test('an audit only reads, and reads no secrets', async () => {
  const cluster = clusterOf(shop());
  await look(cluster, 'shop', signal());
  expect(cluster.writes).toEqual([]);
  const rights = rightsFor('shop').map(showRight);
  expect(rights.every((right) => /^(get|list) /.test(right))).toBe(true);
  expect(rights.join()).not.toMatch(/secrets|configmaps/);
});

test('a namespace that is not there is refused', async () => {
  expect(await look(clusterOf(shop()), 'shopp', signal())).toEqual({
    kind: 'refused',
    why: 'there is no namespace shopp in context fake (https://fake.test:6443)',
    hint: 'Name another, or another --context.',
  });
});

test('half a namespace is not judged', async () => {
  const cluster = clusterOf(shop());
  cluster.rights = ({ resource }) => resource !== 'poddisruptionbudgets' && resource !== 'services';
  expect(await look(cluster, 'shop', signal())).toMatchObject({
    kind: 'refused',
    why: 'this user may not list services in namespace shop, nor list poddisruptionbudgets in namespace shop',
  });
});

test('without a right to list nodes only the zones are unknown', async () => {
  const cluster = clusterOf(shop());
  cluster.rights = ({ resource }) => resource !== 'nodes';
  expect(await look(cluster, 'shop', signal())).toMatchObject({ kind: 'seen', scene: { zones: { kind: 'unknown', why: 'this user may not list nodes' } } });
});

test('an API that fails in between is no empty namespace', async () => {
  const cluster = clusterOf(shop());
  cluster.before = (verb, path) => {
    if (verb === 'list' && path.endsWith('/deployments')) throw new ClusterError('server', 'etcd has no leader');
  };
  await expect(look(cluster, 'shop', signal())).rejects.toThrow('etcd has no leader');
});
