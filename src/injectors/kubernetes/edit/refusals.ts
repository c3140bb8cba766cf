/** What speaks against changing an object, whichever field of it is meant. */
import { controllerOf, type Meta } from '../../../domain/kubernetes/meta.ts';
import { called, type Resource } from '../../../domain/kubernetes/resource.ts';
import { namespaces } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterScene } from '../fault.ts';
import { underGitOps } from '../gitops.ts';
import { neitherOptedIn, wordOf } from '../opted.ts';
import { kubectl, untilAtRest } from '../pods/words.ts';
import { keyOf, type Workload } from '../pods/workload.ts';

type Kind = Pick<Resource, 'kind'>;

export function missing(target: string, { namespace, cluster }: ClusterScene): readonly Refusal[] {
  return [
    { why: `there is no ${target} in namespace ${namespace}`, hint: `Correct the name; to look: ${kubectl({ namespace, cluster }, 'get', 'deploy,sts,cm')}.` },
  ];
}

/** Whoever reconciles it, or does not want it. */
export async function againstEditing(
  type: string,
  resource: Kind,
  meta: Meta,
  { cluster, namespace, optIn }: ClusterScene,
  signal: AbortSignal,
): Promise<readonly Refusal[]> {
  const space = await cluster.get(namespaces, { name: namespace }, signal);
  const word = space === undefined ? [] : wordOf(space.metadata, [[resource, meta]], type);
  const silent = optIn && space !== undefined ? neitherOptedIn(space.metadata, resource, meta) : [];
  return [...dying(resource, meta), ...controlled(resource, meta), ...underGitOps(resource, meta), ...word, ...silent];
}

function dying(resource: Kind, { name, deletionTimestamp }: Meta): readonly Refusal[] {
  return deletionTimestamp === undefined ? [] : [{ why: `${called(resource, name)} is being deleted`, hint: 'Choose another.' }];
}

function controlled(resource: Kind, meta: Meta): readonly Refusal[] {
  const controller = controllerOf(meta);
  if (controller === undefined) return [];
  return [
    {
      why: `${called(resource, meta.name)} is controlled by ${controller.kind} ${controller.name}, which would revert the fault, or the restore`,
      hint: 'Make it a drill on an object that nobody reconciles.',
    },
  ];
}

/** A workload in the middle of something, or with less than it wants: what it can stand would be measured wrong, and its recovery could not be told. */
export function unrest(workload: Workload, scene: Pick<ClusterScene, 'cluster' | 'namespace'>): readonly Refusal[] {
  const { desired, available, rollout } = workload;
  const target = keyOf(workload);
  const hint = untilAtRest(workload, scene);
  if (rollout !== null) return [{ why: `${target} is in the middle of a rollout: ${rollout}`, hint }];
  return available < desired ? [{ why: `${available} of ${desired} pods of ${target} are available`, hint }] : [];
}
