/** What is decided about a bad rollout before it begins. Pure. */
import { called } from '../../../domain/kubernetes/resource.ts';
import { deployments, type Deployment } from '../../../domain/kubernetes/workloads.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { kubectl } from '../pods/words.ts';
import { containersOf, imageOf } from './template.ts';

/** The container that is meant, or why it cannot be told. */
export function containerIn({ metadata, spec }: Deployment, asked: string | null): string | Refusal {
  const names = containersOf(spec.template).map(({ name }) => name);
  const target = called(deployments, metadata.name);
  const [only] = names;
  if (asked === null)
    return names.length === 1 && only !== undefined ? only : { why: `${target} has ${names.length} containers: ${names.join(', ')}`, hint: 'Say container.' };
  return names.includes(asked) ? asked : { why: `${target} has no container ${asked}: it has ${names.join(', ')}`, hint: 'Correct container.' };
}

/** Why this Deployment would not roll it out, or it would change nothing. */
export function againstRollout(
  { metadata, spec }: Deployment,
  container: string,
  image: string,
  where: Pick<ClusterScene, 'cluster' | 'namespace'>,
): readonly Refusal[] {
  const target = called(deployments, metadata.name);
  if (spec.paused) return [{ why: `${target} is paused: it rolls nothing out`, hint: `Resume it (${kubectl(where, 'rollout', 'resume', target)}).` }];
  if (spec.replicas === 0) return [{ why: `${target} has no replicas`, hint: 'Choose a workload that runs.' }];
  const now = imageOf(spec.template, container);
  if (now === null) return [{ why: `container ${container} of ${target} names no image`, hint: 'Choose another.' }];
  return now === image ? [{ why: `container ${container} of ${target} has image ${image} already`, hint: 'Say another image.' }] : [];
}

/** Pods that the rollout may take away before a new one is ready. Source: Kubernetes docs, "Deployments", "Max Unavailable". */
export function shareOf({ spec: { replicas, strategy } }: Deployment): TargetShare {
  if (strategy.type === 'Recreate') return { hit: replicas, of: replicas };
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? { maxUnavailable: '25%', maxSurge: '25%' };
  const down = resolve(maxUnavailable, replicas, Math.floor);
  // With neither, the controller takes one away all the same: it could not go on otherwise.
  const hit = down === 0 && resolve(maxSurge, replicas, Math.ceil) === 0 ? 1 : down;
  return { hit: Math.min(hit, replicas), of: replicas };
}

function resolve(some: number | string, of: number, round: (value: number) => number): number {
  return typeof some === 'number' ? some : round(Number(((Number.parseFloat(some) / 100) * of).toFixed(9)));
}
