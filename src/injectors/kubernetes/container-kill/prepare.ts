import type { Refusal } from '../../../domain/plan.ts';
import { Refused, refuseIf } from '../../../domain/refused.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { choose, drawFrom } from '../pods/choose.ts';
import type { Choice } from '../pods/draw.ts';
import { groupOf, victimOf, type Found } from '../pods/sight.ts';
import { deafness } from './probe.ts';
import type { ContainerKillSpec } from './schema.ts';
import { containerOf } from './target.ts';
import { type, type ContainerKillUndo, type Target } from './undo.ts';

/** All pods that may be drawn are asked what they say of themselves; of each workload, one is looked into: its pods share an image. */
export async function againstAny({ eligible }: Choice, wanted: string | null, scene: ClusterScene, signal: AbortSignal): Promise<readonly Refusal[]> {
  const unfit = eligible.map(({ pod }) => containerOf(pod, wanted)).find((one) => 'why' in one);
  if (unfit !== undefined && 'why' in unfit) return [unfit];
  const samples = [...Map.groupBy(eligible, groupOf).values()].flatMap((own) => own.slice(0, 1));
  const deaf = await Promise.all(samples.map((found) => deafIn(found, wanted, scene, signal)));
  return deaf.filter((one) => one !== undefined);
}

async function deafIn({ pod }: Found, wanted: string | null, scene: ClusterScene, signal: AbortSignal): Promise<Refusal | undefined> {
  const container = containerOf(pod, wanted);
  return 'why' in container ? container : deafness(pod.metadata.name, container.name, scene, signal);
}

export const prepare: ClusterActs<ContainerKillSpec, ContainerKillUndo>['prepare'] = async (spec, scene, signal) => {
  const drawn = await drawFrom(await choose(type, spec, 'ignored', scene, signal), scene, signal);
  const deaf = await Promise.all(drawn.victims.map((found) => deafIn(found, spec.container, scene, signal)));
  refuseIf(deaf.filter((one) => one !== undefined));
  const victims = drawn.victims.map((found) => targetOf(found, spec.container));
  return { targets: victims.map(({ name, container }) => `pod/${name}, container ${container}`), undo: { ...drawn.record, victims }, manual: drawn.manual };
};

function targetOf(found: Found, wanted: string | null): Target {
  const container = containerOf(found.pod, wanted);
  if ('why' in container) throw new Refused([container]);
  const { name, restarts, id } = container;
  return { ...victimOf(found), container: name, restarts, id, grace: found.pod.spec.terminationGracePeriodSeconds };
}
