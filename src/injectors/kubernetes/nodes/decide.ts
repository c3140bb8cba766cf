/** From the keys of a file and a look at the cluster to the nodes and pods that go, or to what stands against it. */
import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { ClusterKeys, ClusterScene } from '../fault.ts';
import { heldByAnother } from '../turn.ts';
import type { Said } from './against-pods.ts';
import { draw, type Unit, type Wanted } from './choose.ts';
import { look, type View } from './look.ts';
import type { NodesUndo } from './undo.ts';

export type NodeKeys = ClusterKeys & { readonly 'other-tenants': readonly string[] };

/** What one fault on nodes knows alone. */
export interface NodeFault<Spec> {
  readonly type: string;
  /** Absent where budgets are not asked. */
  readonly patience?: (spec: Spec) => NonNullable<Said['patience']>;
  /** Units to draw from, or why there are none. */
  wanted(spec: Spec, nodes: readonly KubeNode[]): Wanted | Refusal;
  removal(spec: Spec): NodesUndo['removal'];
}

export interface Sight {
  readonly view: View;
  readonly said: Said;
  readonly wanted: Wanted | Refusal;
}

export async function see<Spec extends NodeKeys>(fault: NodeFault<Spec>, spec: Spec, scene: ClusterScene, signal: AbortSignal): Promise<Sight> {
  const namespaces = [...new Set([spec.namespace, ...spec['other-tenants']])];
  const view = await look(scene.cluster, { namespaces, budgets: fault.patience !== undefined }, signal);
  const { type, patience } = fault;
  const said = {
    type,
    cluster: scene.cluster,
    namespaces,
    self: scene.env('HOSTNAME'),
    production: scene.production,
    optIn: scene.optIn,
    ...(patience === undefined ? {} : { patience: patience(spec) }),
  };
  return { view, said, wanted: fault.wanted(spec, view.nodes) };
}

export interface Decision {
  readonly refusals: readonly Refusal[];
  readonly units: readonly Unit[];
}

export async function decide(
  { view, said, wanted }: Sight,
  tenants: readonly string[],
  { scene, random }: { readonly scene: ClusterScene; readonly random: { next(): number } },
  signal: AbortSignal,
): Promise<Decision> {
  if ('why' in wanted) return { refusals: [wanted], units: [] };
  const missing = tenants.filter((name) => !view.namespaces.some((one) => one.name === name));
  if (missing.length > 0) return { refusals: missing.map(absent), units: [] };
  const held = await Promise.all(tenants.map((namespace) => heldByAnother({ ...scene, namespace }, signal)));
  const chosen = draw(wanted, view, said, random);
  const refusals = [...held.filter((one) => one !== undefined), ...(chosen.kind === 'refused' ? chosen.refusals : [])];
  return { refusals, units: chosen.kind === 'chosen' ? chosen.units : [] };
}

function absent(name: string): Refusal {
  return { why: `there is no namespace ${name}`, hint: 'Correct other-tenants.' };
}
