import { expect, test } from 'vitest';
import { stillInCluster } from '../../src/cli/still-in-cluster.ts';
import { loadType } from '../../src/domain/undo.ts';

const undo = {
  cluster: { context: 'fake', server: 'https://fake.test:6443', kubeconfig: '/etc/fake' },
  namespace: 'shop',
  run: 'dead01',
  injection: 'fd-dead01-1',
  targets: ['deployment/storefront'],
  manual: 'by hand',
  fault: {},
};

test('a fault in a cluster that is let go leaves its record there, and how that goes is said', () => {
  expect(stillInCluster({ type: 'kubernetes.scale', undo })).toEqual([
    'Its record in the cluster, if it is still there, keeps namespace shop for that run until you let it go too:\n' +
      '  KUBECONFIG=/etc/fake kubectl --context fake -n shop delete configmap fd-dead01-1\n' +
      '  firedrill restore dead01 --cluster',
  ]);
});

test('a load keeps no namespace, and other faults have no record in a cluster', () => {
  expect(stillInCluster({ type: loadType, undo })).toEqual([]);
  expect(stillInCluster({ type: 'command', undo: { restore: ['true'] } })).toEqual([]);
});
