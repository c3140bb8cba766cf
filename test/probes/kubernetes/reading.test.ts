import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pods } from '../../../src/domain/kubernetes/pods.ts';
import { endpointSlices } from '../../../src/domain/kubernetes/surroundings.ts';
import { readEndpoints, readPending, readWorkload } from '../../../src/probes/kubernetes/reading.ts';
import { Restarts } from '../../../src/probes/kubernetes/restarts.ts';
import { workloadOf } from '../../../src/probes/kubernetes/workload.ts';

const meta = (name: string, more: object = {}) => ({ name, uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...more });
const pod = (name: string, status: object, more: object = {}) => pods.schema.parse({ metadata: meta(name, more), spec: {}, status });
const good = (value: number) => ({ kind: 'good', value });

const template = { metadata: { labels: { app: 'a' } } };
const selector = { matchLabels: { app: 'a' } };
const state = (kind: string, spec: object, status: object, generation = 2) =>
  workloadOf(`${kind}/a`).resource.schema.parse({ metadata: meta('a', { generation }), spec: { selector, template, ...spec }, status });

describe('a workload', () => {
  const full = { replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3, observedGeneration: 2 };
  const rolledOut = (status: object, kind = 'deployment') => readWorkload('rolled-out', state(kind, { replicas: 3 }, { ...full, ...status }), `${kind}/a`);

  test('is rolled out once every pod is of the newest revision, and available', () => {
    expect(rolledOut({})).toEqual(good(1));
    expect(rolledOut({ updatedReplicas: 2 })).toEqual(good(0));
    expect(rolledOut({ replicas: 4 })).toEqual(good(0));
    expect(rolledOut({ availableReplicas: 2 })).toEqual(good(0));
    expect(rolledOut({ updatedReplicas: 2 }, 'statefulset')).toEqual(good(0));
    expect(rolledOut({}, 'statefulset')).toEqual(good(1));
  });

  test('is not rolled out while its status is about an older object', () => {
    expect(rolledOut({ observedGeneration: 1 })).toEqual(good(0));
    expect(rolledOut({ observedGeneration: 1 }, 'statefulset')).toEqual(good(0));
  });

  test('is a daemonset, too', () => {
    const status = { desiredNumberScheduled: 3, numberReady: 2, numberAvailable: 2, updatedNumberScheduled: 3, observedGeneration: 2 };
    const read = (more: object, measure: Parameters<typeof readWorkload>[0]) =>
      readWorkload(measure, state('daemonset', {}, { ...status, ...more }), 'daemonset/a');
    expect(read({}, 'ready-replicas')).toEqual(good(2));
    expect(read({}, 'available-ratio')).toEqual(good(2 / 3));
    expect(read({}, 'rolled-out')).toEqual(good(0));
    expect(read({ numberAvailable: 3 }, 'rolled-out')).toEqual(good(1));
  });

  test('has a share of one at most, though a rollout may surge', () => {
    const share = (available: number) =>
      readWorkload('available-ratio', state('deployment', { replicas: 3 }, { ...full, availableReplicas: available }), 'deployment/a');
    expect([share(0), share(2), share(4)]).toEqual([good(0), good(2 / 3), good(1)]);
  });

  test('that wants no pods has no share, and is no evidence of a rollout', () => {
    const asleep = state('deployment', { replicas: 0 }, { observedGeneration: 2 });
    const blind = { kind: 'blind', reason: 'deployment/a wants no pods' };
    expect(readWorkload('available-ratio', asleep, 'deployment/a')).toEqual(blind);
    expect(readWorkload('rolled-out', asleep, 'deployment/a')).toEqual(blind);
    expect(readWorkload('ready-replicas', asleep, 'deployment/a')).toEqual(good(0));
  });
});

describe('endpoints', () => {
  const slice = (...endpoints: readonly object[]) => endpointSlices.schema.parse({ metadata: meta('s'), endpoints });
  const of = (uid: string, ready?: boolean | null) => ({ addresses: ['10.0.0.1'], conditions: { ready }, targetRef: { uid } });

  test('are counted once a pod, though two slices have it', () => {
    expect(readEndpoints([slice(of('a', true), of('b', true)), slice(of('a', true))], 'service/a')).toEqual(good(2));
  });

  test('that are not ready do not count; those of which nobody says so do', () => {
    expect(readEndpoints([slice(of('a', false), of('b', null), of('c'))], 'service/a')).toEqual(good(2));
    expect(readEndpoints([slice()], 'service/a')).toEqual(good(0));
  });

  test('without a pod behind them count by address', () => {
    expect(readEndpoints([slice({ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] })], 'service/a')).toEqual(good(2));
  });

  test('of a Service that is not there are blind', () => {
    expect(readEndpoints([], 'service/a')).toEqual({
      kind: 'blind',
      reason: 'service/a has no EndpointSlices: there is no such Service, or nothing that keeps them',
    });
  });
});

test('pending pods are those that do not run yet, and are not on their way out', () => {
  const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' };
  const some = [pod('a', { phase: 'Running' }), pod('b', { phase: 'Pending' }), pod('c', { phase: 'Pending' }, leaving)];
  expect(readPending(some, 'app=a')).toEqual(good(1));
  expect(readPending([], 'app=a')).toEqual({ kind: 'blind', reason: 'app=a has no pods' });
});

describe('restarts', () => {
  const counted = (name: string, restartCount: number) => ({ name, ready: true, restartCount });
  const running = (name: string, count: number, sidecar = 0) =>
    pod(name, { phase: 'Running', containerStatuses: [counted('main', count)], initContainerStatuses: [counted('proxy', sidecar)] });
  const values = (...looks: readonly (readonly ReturnType<typeof running>[])[]) => {
    const restarts = new Restarts();
    return looks.map((look) => restarts.read(look, 'app=a'));
  };

  test('are those of all containers, sidecars too', () => {
    expect(values([running('a', 2, 1), running('b', 1)], [running('a', 3, 1), running('b', 1)])).toEqual([good(4), good(5)]);
  });

  test('stay when a pod goes, and a new pod counts from zero', () => {
    expect(values([running('a', 5), running('b', 3)], [running('b', 3), running('c', 0)], [running('b', 3), running('c', 1)])).toEqual([
      good(8),
      good(8),
      good(9),
    ]);
  });

  test('that a kubelet has lost are none', () => {
    expect(values([running('a', 3)], [running('a', 1)], [running('a', 2)])).toEqual([good(3), good(3), good(4)]);
  });

  test('of no pods are blind, and what was counted is kept', () => {
    expect(values([running('a', 3)], [], [running('b', 0)])).toEqual([good(3), { kind: 'blind', reason: 'app=a has no pods' }, good(3)]);
  });

  test('never fall', () => {
    const look = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), count: fc.nat(5) }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(look, { minLength: 2 }), (looks) => {
        const read = values(...looks.map((some) => [...new Map(some.map(({ name, count }) => [name, running(name, count)])).values()]));
        const numbers = read.map((one) => (one.kind === 'good' ? one.value : Number.NaN));
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });
});
