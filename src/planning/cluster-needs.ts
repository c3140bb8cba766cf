import { loadRights } from '../domain/kubernetes/jobs.ts';
import type { Right } from '../domain/kubernetes/right.ts';
import type { Plan } from '../engine/plan.ts';
import { probeKinds } from '../probes/index.ts';

/** What one fault, load or SLI needs of a cluster. */
export interface ClusterNeed {
  readonly by: string;
  /** Absent where the file leaves it to the environment. */
  readonly context?: string;
  readonly rights: { readonly inject: readonly Right[]; readonly restore: readonly Right[] };
}

/** All that a run asks of clusters; empty where it asks none. */
export function clusterNeeds({ faults, experiment }: Pick<Plan, 'faults' | 'experiment'>): readonly ClusterNeed[] {
  const injecting = faults.flatMap(({ spec, plan: { cluster } }): readonly ClusterNeed[] => {
    if (cluster === undefined) return [];
    return [{ by: `fault ${spec.name}`, rights: cluster.rights, ...(cluster.context === undefined ? {} : { context: cluster.context }) }];
  });
  const measuring = [...experiment.slis, ...experiment.observe].flatMap(({ name, probe, spec }): readonly ClusterNeed[] => {
    const read = probeKinds.find(({ kind }) => kind === probe)?.cluster?.(spec);
    return read === undefined ? [] : [{ ...read, by: `SLI ${name}`, rights: { inject: read.rights, restore: [] } }];
  });
  const sending = experiment.load.flatMap(({ name, in: place }): readonly ClusterNeed[] => {
    if (place === undefined) return [];
    return [{ by: `load ${name}`, rights: loadRights(place.namespace), ...(place.context === undefined ? {} : { context: place.context }) }];
  });
  return [...injecting, ...sending, ...measuring];
}
