import type { At, Resource } from '../../../domain/kubernetes/resource.ts';
import { autoscalers } from '../../../domain/kubernetes/surroundings.ts';
import { deployments, deploymentScales, statefulSets, statefulSetScales } from '../../../domain/kubernetes/workloads.ts';
import { editActs, type Prospect } from '../edit/acts.ts';
import type { Field, Look } from '../edit/field.ts';
import { behind, notActed, steeredDeployment, steeredStatefulSet, type Steered } from '../edit/recovery.ts';
import { againstEditing, missing, unrest } from '../edit/refusals.ts';
import type { ClusterScene } from '../fault.ts';
import { kubectl } from '../pods/words.ts';
import { autoscaled, countOf, healed, primaryInProduction, shareOf, withoutEffect } from './decide.ts';
import type { ScaledKind, ScaleSpec } from './schema.ts';
import type { ScaleUndo } from './undo.ts';

const read: Readonly<Record<ScaledKind, Resource<Steered>>> = {
  deployment: { ...deployments, schema: deployments.schema.transform(steeredDeployment) },
  statefulset: { ...statefulSets, schema: statefulSets.schema.transform(steeredStatefulSet) },
};
const through = { deployment: deploymentScales, statefulset: statefulSetScales } as const;

/** The acting part of `kubernetes.scale`. */
export const scaleActs = editActs<ScaleSpec, ScaleUndo>({ prospect, field });

async function prospect({ workload: { kind, name }, replicas }: ScaleSpec, scene: ClusterScene, signal: AbortSignal): Promise<Prospect<ScaleUndo>> {
  const { cluster, namespace, production } = scene;
  const target = `${kind}/${name}`;
  const found = await cluster.get(read[kind], { namespace, name }, signal);
  if (found === undefined) return { refusals: missing(target, scene) };
  const { workload } = found;
  const refusals = [
    ...primaryInProduction(workload, production),
    ...(await againstEditing('kubernetes.scale', read[kind], workload.meta, scene, signal)),
    ...autoscaled(workload, await cluster.list(autoscalers, { namespace }, signal)),
    ...unrest(workload, scene),
    ...withoutEffect(target, workload.desired, replicas),
  ];
  if (refusals.length > 0) return { refusals };
  const [prior, ours] = [workload.desired, countOf(replicas, workload.desired)];
  return { undo: { kind, name, uid: workload.meta.uid, prior, ours, available: workload.available }, share: shareOf(prior, ours) };
}

function field({ kind, name, uid, prior, ours, available }: ScaleUndo, scene: ClusterScene): Field {
  const { cluster, namespace } = scene;
  const [target, at]: readonly [string, At] = [`${kind}/${name}`, { namespace, name }];
  const look = async (signal: AbortSignal): Promise<Look | undefined> => lookOf(await cluster.get(read[kind], at, signal));
  return {
    target,
    at,
    uid,
    look,
    through: through[kind],
    // The scale subresource keeps no annotations, and the right to write anything else of the workload is not asked for.
    marks: false,
    ours: String(ours),
    isPrior: (value) => value === String(prior),
    show: (value) => (value === '1' ? '1 replica' : `${value ?? 'no'} replicas`),
    prior: async () => ({ kind: 'known', value: String(prior) }),
    healedBy: (value) => healed(Number(value), { prior, ours }),
    command: kubectl(scene, 'scale', target, `--replicas=${prior}`),
    watch: kubectl(scene, 'rollout', 'status', target),
    waitsFor: async (signal) => {
      const found = await cluster.get(read[kind], at, signal);
      return found === undefined ? undefined : behind(found, available);
    },
  };
}

function lookOf(found: Steered | undefined): Look | undefined {
  if (found === undefined) return undefined;
  const { workload: { meta: { uid, resourceVersion }, desired, available }, there, acted } = found; // prettier-ignore
  return {
    uid,
    resourceVersion,
    value: String(desired),
    marked: false,
    set: (value) => ({ spec: { replicas: Number(value) } }),
    ...(acted ? {} : { pending: notActed }),
    detail: `${desired} wanted, ${there} there, ${available} available`,
  };
}
