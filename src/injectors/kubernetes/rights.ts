import { rightsOn, showRight, type Right } from '../../domain/kubernetes/right.ts';
import { configMaps, leases, namespaces } from '../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { ClusterFaultPlan, ClusterScene } from './fault.ts';
import { turnName } from './names.ts';

/** What every fault needs besides its own: the namespace's annotations, its turn, and the undo record in the cluster. */
export function allRights({ rights }: Pick<ClusterFaultPlan, 'rights'>, namespace: string): ClusterFaultPlan['rights'] {
  return {
    inject: [...rightsOn(leases, ['create'], { namespace }), ...rightsOn(configMaps, ['create', 'patch'], { namespace }), ...rights.inject],
    restore: [
      ...rightsOn(namespaces, ['get'], { namespace, name: namespace }),
      ...rightsOn(leases, ['get', 'patch', 'delete'], { namespace, name: turnName }),
      ...rightsOn(configMaps, ['get', 'list', 'delete'], { namespace }),
      ...rights.restore,
    ],
  };
}

/** Asks the API for each, those of restore first; unknown means no. */
export async function missingRights(
  { inject, restore }: ClusterFaultPlan['rights'],
  { cluster }: Pick<ClusterScene, 'cluster'>,
  signal: AbortSignal,
): Promise<readonly Refusal[]> {
  const known = new Set<string>();
  const asked = [...restore.map((right) => [right, 'restore'] as const), ...inject.map((right) => [right, 'inject'] as const)].filter(([right]) => {
    const text = showRight(right);
    return known.has(text) ? false : known.add(text);
  });
  const answers = await Promise.all(asked.map(async ([right, act]) => ({ right, act, allowed: await cluster.allowed(right, signal) })));
  return answers.filter(({ allowed }) => !allowed).map(({ right, act }) => missing(right, act));
}

function missing(right: Right, act: 'restore' | 'inject'): Refusal {
  return {
    why: `this user may not ${showRight(right)}, and to ${act} needs it`,
    hint: 'firedrill rbac <file> prints the least role that the experiment needs.',
  };
}
