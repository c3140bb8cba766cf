import type { Refusal } from '../../domain/plan.ts';
import type { JsonObject } from '../../domain/json.ts';
import { namespaces } from '../../domain/kubernetes/surroundings.ts';
import type { PlanContext } from '../../ports/injector.ts';
import type { ClusterActs, ClusterFault, ClusterKeys, ClusterScene } from './fault.ts';
import { findKept, isLoad } from './keep.ts';
import { notOptedIn, optedOut } from './opted.ts';
import { allRights, missingRights } from './rights.ts';
import { heldByAnother } from './turn.ts';

/** Every reason against a fault in a cluster: its rights first, since without them nothing else can be known. */
export async function preflight<Spec extends ClusterKeys, Undo extends JsonObject>(
  fault: ClusterFault<Spec, Undo>,
  acts: ClusterActs<Spec, Undo>,
  spec: Spec,
  scene: ClusterScene,
  context: PlanContext,
  signal: AbortSignal,
): Promise<readonly Refusal[]> {
  const missing = await missingRights(allRights(fault.plan(spec, context), spec.namespace), scene, signal);
  if (missing.length > 0) return missing;
  const taken = [...(await namespaceSays(fault, scene, signal)), ...(await leftThere(scene, signal))];
  return taken.length > 0 ? taken : acts.preflight(spec, scene, signal);
}

async function namespaceSays(
  { type, asksEach }: Pick<ClusterFault<never, never>, 'type' | 'asksEach'>,
  { cluster, namespace, optIn }: ClusterScene,
  signal: AbortSignal,
): Promise<readonly Refusal[]> {
  const found = await cluster.get(namespaces, { name: namespace }, signal);
  if (found === undefined) return [{ why: `there is no namespace ${namespace} in ${cluster.address.context}`, hint: 'Correct namespace, or context.' }];
  if (found.metadata.deletionTimestamp !== undefined) return [{ why: `namespace ${namespace} is being deleted`, hint: 'Choose another.' }];
  return [...(optIn && asksEach !== true ? notOptedIn(found.metadata) : []), ...optedOut(namespaces, found.metadata, type)];
}

/** A fault that an earlier run left here, by whatever machine, comes out first. */
async function leftThere(scene: ClusterScene, signal: AbortSignal): Promise<readonly Refusal[]> {
  const held = await heldByAnother(scene, signal);
  if (held !== undefined) return [held];
  const found = await findKept(scene.cluster, { namespace: scene.namespace }, scene.clock.wall(), signal);
  const left = found.find((one) => !isLoad(one));
  if (left === undefined) return [];
  const { name, labels } = left.map.metadata;
  const run = labels['firedrill.dev/run'] ?? 'unknown';
  return [{ why: `run ${run} left a fault in namespace ${scene.namespace} (ConfigMap ${name})`, hint: `firedrill restore ${run} --cluster.` }];
}
