import { pods } from '../../../domain/kubernetes/pods.ts';
import { rightsOn, type Right } from '../../../domain/kubernetes/right.ts';
import { budgets, endpointSlices, nodes, services } from '../../../domain/kubernetes/surroundings.ts';
import { daemonSets, deployments, replicaSets, statefulSets } from '../../../domain/kubernetes/workloads.ts';
import { kindsFor } from './kinds.ts';
import type { Amount, Selection } from './schema.ts';

const resources = { deployment: deployments, replicaset: replicaSets, statefulset: statefulSets, daemonset: daemonSets } as const;

/** To see how pods, their workloads and their Services stand: what a wait for them needs. */
export function rightsToWatch(selection: Selection, namespace: string): readonly Right[] {
  const seen = [pods, ...kindsFor(selection).map((kind) => resources[kind]), services, endpointSlices];
  return seen.flatMap((resource) => rightsOn(resource, ['list'], { namespace }));
}

/** To choose among them: their budgets too, and nodes where zones count. */
export function rightsToChoose(selection: Selection, amount: Amount, namespace: string): readonly Right[] {
  const zones = selection.zone !== null || amount.by === 'zone';
  return [...rightsToWatch(selection, namespace), ...rightsOn(budgets, ['list'], { namespace }), ...(zones ? rightsOn(nodes, ['list'], {}) : [])];
}
