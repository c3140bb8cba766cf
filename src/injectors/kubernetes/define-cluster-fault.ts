import type { ClusterClaim, FaultPlan } from '../../domain/plan.ts';
import type { JsonObject } from '../../domain/json.ts';
import { pinnedFor } from '../../domain/kubernetes/contexts.ts';
import { showRight } from '../../domain/kubernetes/right.ts';
import type { ClusterAddress } from '../../ports/cluster.ts';
import type { InjectorKind, PlanContext } from '../../ports/injector.ts';
import { defineInjector } from '../define.ts';
import type { ClusterFault, ClusterKeys } from './fault.ts';
import { sweptAfter } from './names.ts';
import { allRights } from './rights.ts';

/** An injector kind from what only this fault knows. */
export function defineClusterFault<Spec extends ClusterKeys, Undo extends JsonObject>(fault: ClusterFault<Spec, Undo>): InjectorKind<Spec> {
  return defineInjector<Spec>({
    type: fault.type,
    about: fault.about,
    schema: fault.schema,
    ...(fault.needsFor === undefined ? {} : { needsFor: fault.needsFor }),
    plan: (spec, context) => planOf(fault, spec, context),
    load: async (ports) => {
      const [{ clusterFaultInjector }, acts] = await Promise.all([import('./acting.ts'), fault.load()]);
      return clusterFaultInjector(fault, acts, ports);
    },
  });
}

function planOf<Spec extends ClusterKeys, Undo extends JsonObject>(fault: ClusterFault<Spec, Undo>, spec: Spec, context: PlanContext): FaultPlan {
  const { key, rights, namespaces = [], locks = [], ...said } = fault.plan(spec, context);
  const { namespace } = spec;
  const address = addressFor(spec.context, context);
  const where = `kubernetes:${address?.server ?? spec.context ?? ''}`;
  const claim: ClusterClaim = {
    ...(address === undefined ? (spec.context === null ? {} : { context: spec.context }) : { context: address.context }),
    namespaces: [namespace, ...namespaces],
    rights: allRights({ rights }, namespace),
  };
  return {
    ...said,
    locks: [...claim.namespaces, ...locks].map((lock) => `${where}/${lock}`),
    group: `${where}/${namespace}/${key}`,
    hosts: [],
    cluster: claim,
    needs: { env: [], rights: claim.rights.restore.map(showRight) },
    lease: { kind: 'swept', ttl: sweptAfter },
  };
}

/** The named context, or the only one there is. */
export function addressFor(context: string | null, { contexts }: Pick<PlanContext, 'contexts'>): ClusterAddress | undefined {
  return pinnedFor(context ?? undefined, contexts);
}
