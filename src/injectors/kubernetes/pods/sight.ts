/** What a look at the pods of a selection gave. */
import type { Budget } from '../../../domain/kubernetes/surroundings.ts';
import { isReady, type Pod } from '../../../domain/kubernetes/pods.ts';
import type { Selection } from './schema.ts';
import { keyOf, type Workload } from './workload.ts';

/** Who brings a pod back. */
export type Keeper =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'nobody' }
  /** Of a kind whose state firedrill cannot judge: `Job/import`. */
  | { readonly kind: 'unknown'; readonly name: string };

export interface Found {
  readonly pod: Pod;
  readonly keeper: Keeper;
  readonly zone: string | null;
}

export interface Sight {
  readonly selection: Selection;
  /** By name, so that a seed chooses the same ones again. */
  readonly matched: readonly Found[];
  /** Pods in the namespace, whatever they are. */
  readonly inNamespace: number;
  readonly budgets: readonly Budget[];
}

/** Pods without a keeper count as one group: whatever brings them back is one and the same, as far as anyone here knows. */
export const ownerless = 'pods without an owner';

/** What must stay available together. */
export function groupOf({ keeper }: Pick<Found, 'keeper'>): string {
  switch (keeper.kind) {
    case 'workload':
      return keyOf(keeper.workload);
    case 'nobody':
      return ownerless;
    case 'unknown':
      return keeper.name;
  }
}

/** How it is written down. */
export function victimOf(found: Found): { name: string; uid: string; group: string } {
  const { name, uid } = found.pod.metadata;
  return { name, uid, group: groupOf(found) };
}

export interface Group {
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
}

/** The workloads of these pods, and how many of each are ready. */
export function groupsOf(found: readonly Found[]): readonly Group[] {
  return [...Map.groupBy(found, groupOf)].map(([name, own]) => {
    const keeper = own[0]?.keeper;
    if (keeper?.kind === 'workload') return { name, desired: keeper.workload.desired, ready: keeper.workload.available };
    const ready = own.filter(({ pod }) => isReady(pod)).length;
    return { name, desired: ready, ready };
  });
}
