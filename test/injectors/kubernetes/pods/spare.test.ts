import { expect, test } from 'vitest';
import { sift, type Circumstances } from '../../../../src/injectors/kubernetes/pods/spare.ts';
import { foundOf, type Wanted } from './found.ts';

const usual: Circumstances = {
  type: 'kubernetes.pod-kill',
  production: false,
  silent: false,
  ownerless: false,
  minAge: 0,
  now: '2026-01-01T00:10:00Z',
  self: 'runner-abc',
};
const why = (wanted: Omit<Wanted, 'name'> & { readonly name?: string }, more: Partial<Circumstances> = {}): string | undefined =>
  sift([foundOf({ name: 'web-1', ...wanted })], { ...usual, ...more }).spared[0]?.why;

const labelled = (key: string, value: string): Pick<Wanted, 'metadata'> => ({ metadata: { labels: { [key]: value } } });
const annotated = (value: string): Pick<Wanted, 'metadata'> => ({ metadata: { annotations: { 'firedrill.dev/faults': value } } });
const prometheus = { labels: { 'app.kubernetes.io/name': 'prometheus' } };

test('a ready pod that a workload keeps may be hit', () => {
  expect(why({})).toBeUndefined();
});

test.for([
  ['finished', { phase: 'Succeeded', ready: false }],
  ['terminating already', { metadata: { deletionTimestamp: '2026-01-01T00:09:00Z' } }],
  ['a mirror of a static pod, which the API cannot end', { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }],
  ['not ready', { ready: false }],
  ['firedrill itself', { name: 'runner-abc' }],
  ['firedrill itself', labelled('app.kubernetes.io/managed-by', 'firedrill')],
  ['firedrill itself', labelled('app.kubernetes.io/name', 'firedrill')],
  ['a Prometheus, by which runs are judged (annotation firedrill.dev/faults: all allows it)', { metadata: prometheus }],
  ['pod/web-1 puts up with no faults (annotation firedrill.dev/faults)', annotated('none')],
  ['pod/web-1 puts up with kubernetes.scale alone (annotation firedrill.dev/faults)', annotated('kubernetes.scale')],
  ['deployment/web puts up with no faults (annotation firedrill.dev/faults)', { annotations: { 'firedrill.dev/faults': 'none' } }],
  ['without an owner that would bring it back (ownerless: true takes it all the same)', { keeper: { kind: 'nobody' } }],
  ['kept by Job/import, of which firedrill cannot tell whether it is at rest', { keeper: { kind: 'unknown', name: 'Job/import' } }],
] as const)('left alone: %s', ([said, wanted]) => {
  expect(why(wanted)).toBe(said);
});

test('a StatefulSet’s pods are left alone in production only', () => {
  expect(why({ kind: 'statefulset' }, { production: true })).toBe('of a StatefulSet in production: such a drill belongs on a clone');
  expect(why({ kind: 'statefulset' })).toBeUndefined();
  expect(why({ kind: 'deployment' }, { production: true })).toBeUndefined();
});

test('a pod’s own word goes before its workload’s, and lets even a Prometheus be hit, but never firedrill', () => {
  expect(why({ ...annotated('all'), annotations: { 'firedrill.dev/faults': 'none' } })).toBeUndefined();
  expect(why({ metadata: { ...prometheus, annotations: { 'firedrill.dev/faults': 'kubernetes.pod-kill' } } })).toBeUndefined();
  expect(why({ ...annotated('all'), name: 'runner-abc' })).toBe('firedrill itself');
});

test('min-age counts from the creation of the pod', () => {
  expect(why({}, { minAge: 600_000 })).toBeUndefined();
  expect(why({}, { minAge: 600_001 })).toBe('younger than min-age');
});

test('pods without an owner may be hit where the file says so', () => {
  expect(why({ keeper: { kind: 'nobody' } }, { ownerless: true })).toBeUndefined();
});
