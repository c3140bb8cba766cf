/** The experiment of the drills on a real cluster: fewer replicas, a flag that is off, a pod that is killed; all at once, in one namespace. */
import type { Changes } from './experiment.ts';

/** The three faults, in for `time`. */
export function clusterFaults(namespace: string, time: string): readonly Changes[] {
  return [
    { name: 'fewer', type: 'kubernetes.scale', namespace, workload: 'deployment/web', replicas: 1, for: time },
    { name: 'flag', type: 'kubernetes.config', namespace, 'config-map': 'flags', key: 'checkout', value: 'off', for: time },
    { name: 'kill', type: 'kubernetes.pod-kill', namespace, owner: 'deployment/cart', for: time },
  ];
}

export function clusterExperiment(namespace: string, changes: Changes): string {
  const experiment = {
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'drill',
    hypothesis: 'One of two is enough.',
    environment: 'drill',
    slis: { web: { kubernetes: 'ready-replicas', workload: 'deployment/web', namespace } },
    'steady-state': { web: { equals: 2 } },
    baseline: { for: '2s', 'warm-up': '0s' },
    faults: clusterFaults(namespace, '4s'),
    expect: { throughout: { web: { 'at-least': 1 } }, recovery: { within: '60s' } },
    abort: { web: { below: 1, for: '10s' } },
    limits: { duration: '2m', restore: '60s', blind: '30s' },
    ...changes,
  };
  return JSON.stringify(experiment, null, 2);
}
