import { pods } from '../../domain/kubernetes/pods.ts';
import { rightsOn, type Right } from '../../domain/kubernetes/right.ts';
import { endpointSlices } from '../../domain/kubernetes/surroundings.ts';
import type { KubernetesSpec } from './schema.ts';
import { workloadOf } from './workload.ts';

/** What the API must allow for this SLI to be read; nothing is ever written. */
export function rightsOf({ kubernetes: measure, namespace, workload }: KubernetesSpec): readonly Right[] {
  if (measure === 'ready-endpoints') return rightsOn(endpointSlices, ['list'], { namespace });
  const listsPods = measure === 'restarts' || measure === 'pods-pending';
  return [...(workload === undefined ? [] : getting(workload, namespace)), ...(listsPods ? rightsOn(pods, ['list'], { namespace }) : [])];
}

function getting(workload: string, namespace: string): readonly Right[] {
  const { resource, name } = workloadOf(workload);
  return rightsOn(resource, ['get'], { namespace, name });
}
