import { expect, test } from 'vitest';
import { daemonSets, deployments, replicaSets, statefulSets } from '../../../../src/domain/kubernetes/workloads.ts';
import { untilAtRest, watchByHand } from '../../../../src/injectors/kubernetes/pods/words.ts';
import { fakeAddress } from '../../../fakes/cluster.ts';
import { ofDaemonSet, ofDeployment, ofReplicaSet, ofStatefulSet } from '../../../../src/injectors/kubernetes/pods/workload.ts';

const metadata = { name: 'web', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', generation: 4 };
const spec = { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: {} };
const rest = { observedGeneration: 4, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3 };

test.for([
  [null, {}],
  ['its controller has not acted on its last change yet', { observedGeneration: 3 }],
  ['1 of 3 pods are of its newest revision', { updatedReplicas: 1, replicas: 4 }],
  ['1 pod too many is still there', { replicas: 4 }],
  ['2 pods too many are still there', { replicas: 5 }],
] as const)('a Deployment’s rollout: %s', ([rollout, status]) => {
  expect(ofDeployment(deployments.schema.parse({ metadata, spec, status: { ...rest, ...status } }))).toMatchObject({ rollout, desired: 3, available: 3 });
});

test.for([
  [false, null, {}, 'Wait for it (kubectl --context fake -n shop rollout status deployment/web).'],
  [true, null, {}, 'Wait for it (kubectl --context fake -n shop rollout status deployment/web).'],
  [true, '0 of 3 pods are of its newest revision', { updatedReplicas: 0 }, 'It is paused, by somebody who may know why: ask, or resume it (kubectl --context fake -n shop rollout resume deployment/web).'], // prettier-ignore
] as const)('a Deployment that is paused: %s, with a rollout: %s', ([paused, rollout, status, hint]) => {
  const found = ofDeployment(deployments.schema.parse({ metadata, spec: { ...spec, paused }, status: { ...rest, ...status } }));
  expect([found.rollout, untilAtRest(found, { cluster: { address: fakeAddress, elsewhere: undefined }, namespace: 'shop' })]).toEqual([rollout, hint]);
});

test('a command names the files of a kubeconfig that kubectl would not find by itself; of a ReplicaSet it waits for no rollout', () => {
  const found = ofReplicaSet(replicaSets.schema.parse({ metadata, spec, status: rest }));
  const at = (elsewhere: string) => watchByHand(found, { cluster: { address: fakeAddress, elsewhere }, namespace: 'shop' });
  expect(at('/etc/a:/etc/b')).toBe('KUBECONFIG=/etc/a:/etc/b kubectl --context fake -n shop get replicaset/web');
  expect(at('/my files/a')).toBe("KUBECONFIG='/my files/a' kubectl --context fake -n shop get replicaset/web");
});

test.for([
  [null, { currentRevision: 'a', updateRevision: 'a' }],
  ['1 of 3 pods are of its newest revision', { currentRevision: 'a', updateRevision: 'b', updatedReplicas: 1 }],
] as const)('a StatefulSet’s rollout: %s', ([rollout, status]) => {
  expect(ofStatefulSet(statefulSets.schema.parse({ metadata, spec, status: { ...rest, ...status } })).rollout).toBe(rollout);
});

test('a DaemonSet wants a pod on every node that it is meant for', () => {
  const status = { observedGeneration: 4, desiredNumberScheduled: 5, updatedNumberScheduled: 4, numberAvailable: 5 };
  expect(ofDaemonSet(daemonSets.schema.parse({ metadata, spec, status }))).toMatchObject({ desired: 5, rollout: '4 of 5 pods are of its newest revision' });
});

test('a ReplicaSet is at rest when no pod is too many', () => {
  expect(ofReplicaSet(replicaSets.schema.parse({ metadata, spec, status: rest })).rollout).toBeNull();
  expect(ofReplicaSet(replicaSets.schema.parse({ metadata, spec, status: { ...rest, replicas: 4 } })).rollout).toBe('1 pod too many is still there');
});
