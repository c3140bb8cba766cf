import { expect, test } from 'vitest';
import type { Meta } from '../../../src/domain/kubernetes/meta.ts';
import { notOptedIn, optedOut, wordOf } from '../../../src/injectors/kubernetes/opted.ts';

const saying = (name: string, faults?: string): Meta => ({
  name,
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: {},
  annotations: faults === undefined ? {} : { 'firedrill.dev/faults': faults },
  ownerReferences: [],
  managedFields: [],
});
const deployment = { kind: 'Deployment' };
const kill = 'kubernetes.pod-kill';

test.each([undefined, 'all', ' all ', 'kubernetes.pod-kill', 'kubernetes.scale, kubernetes.pod-kill'])(
  'an object that says %s puts up with a pod kill',
  (faults) => {
    expect(optedOut(deployment, saying('db', faults), kill)).toEqual([]);
  },
);

test.each([
  ['none', 'deployment/db puts up with no faults (annotation firedrill.dev/faults)'],
  ['', 'deployment/db puts up with no faults (annotation firedrill.dev/faults)'],
  ['kubernetes.scale', 'deployment/db puts up with kubernetes.scale alone (annotation firedrill.dev/faults)'],
])('an object that says "%s" does not', (faults, why) => {
  expect(optedOut(deployment, saying('db', faults), kill)).toEqual([{ why, hint: 'Ask its owner, who can change the annotation.' }]);
});

test('a workload cannot consent for its namespace, nor the namespace for it', () => {
  expect(wordOf(saying('shop', 'none'), [[deployment, saying('db', 'all')]], kill)).toHaveLength(1);
  expect(wordOf(saying('shop', 'all'), [[deployment, saying('db', 'none')]], kill)).toHaveLength(1);
  expect(wordOf(saying('shop'), [[deployment, saying('db')]], kill)).toEqual([]);
});

test('where the environment asks for consent, silence is none', () => {
  expect(notOptedIn(saying('shop', 'all'))).toEqual([]);
  expect(notOptedIn(saying('shop'))).toEqual([
    {
      why: 'namespace shop has not opted in, and the environment asks for it',
      hint: 'Its owner opts in with: kubectl annotate namespace shop firedrill.dev/faults=all (or the fault types it puts up with).',
    },
  ]);
});
