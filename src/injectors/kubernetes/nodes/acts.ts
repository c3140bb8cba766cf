/** What the faults on nodes do alike: choose, cordon, end the pods; and back. */
import { called } from '../../../domain/kubernetes/resource.ts';
import { nodes as nodesOf } from '../../../domain/kubernetes/surroundings.ts';
import type { Prepared, Refusal } from '../../../domain/plan.ts';
import { seeded } from '../../../domain/random.ts';
import { refuseIf } from '../../../domain/refused.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import type { Workload } from '../pods/workload.ts';
import { stayInCharge } from '../stay.ts';
import { renewTurn, takeTurn } from '../turn.ts';
import { victimsOn } from './against-pods.ts';
import { isOpen } from './against.ts';
import { shareOf, type Unit } from './choose.ts';
import { cordon, uncordonByHand } from './cordon.ts';
import { decide, see, type NodeFault, type NodeKeys, type Sight } from './decide.ts';
import { observe } from './observe.ts';
import { refOf, removeAll } from './remove.ts';
import { giveBack, restore } from './restore.ts';
import type { NodesUndo, OwnerRef } from './undo.ts';

export function nodeActs<Spec extends NodeKeys>(fault: NodeFault<Spec>): ClusterActs<Spec, NodesUndo> {
  /** Why pods stayed, by injection: only who acted knows. */
  const stayed = new Map<string, string>();
  return {
    preflight: async (spec, scene, signal) => {
      const sight = await see(fault, spec, scene, signal);
      return (await decide(sight, spec['other-tenants'], { scene, random: seeded(scene.random.seed) }, signal)).refusals;
    },
    share: async (spec, scene, signal) => {
      const { wanted, view, said } = await see(fault, spec, scene, signal);
      return 'why' in wanted ? undefined : shareOf(wanted, view, said);
    },
    prepare: async (spec, scene, signal) => {
      const sight = await see(fault, spec, scene, signal);
      const { refusals, units } = await decide(sight, spec['other-tenants'], { scene, random: scene.random }, signal);
      refuseIf(refusals);
      return prepared(sight, units, { tenants: [...spec['other-tenants']], removal: fault.removal(spec) }, scene);
    },
    apply: async (undo, scene, signal) => {
      const held = await takeTurns(undo, scene, signal);
      if (held !== undefined) return { kind: 'refused', refusals: [held] };
      const against = await cordonAll(undo, scene, signal);
      if (against !== undefined) return { kind: 'refused', refusals: [against] };
      const why = await removeAll(scene, undo, stayInCharge(scene, signal, undo.tenants), signal);
      if (why !== '') stayed.set(scene.injection, why);
      return { kind: 'applied' };
    },
    // Or a sweeper would take them for those of a dead run, which leaves no record in these namespaces.
    renew: async ({ tenants }, scene, signal) => void (await Promise.all(tenants.map((namespace) => renewTurn({ ...scene, namespace }, signal)))),
    observe: async (undo, scene, signal) => observe(undo, scene, stayed.get(scene.injection), signal),
    restore,
  };
}

/** Those of the other tenants, all or none. */
async function takeTurns({ tenants }: NodesUndo, scene: ClusterScene, signal: AbortSignal): Promise<Refusal | undefined> {
  for (const [index, namespace] of tenants.entries()) {
    const held = await takeTurn({ ...scene, namespace }, signal);
    if (held === undefined) continue;
    await giveBack(tenants.slice(0, index), scene, signal);
    return held;
  }
  return undefined;
}

/** Throws where somebody else has a node after another was cordoned: too late to have changed nothing. */
async function cordonAll({ nodes, tenants }: NodesUndo, scene: ClusterScene, signal: AbortSignal): Promise<Refusal | undefined> {
  for (const [index, node] of nodes.entries()) {
    const against = await cordon(scene, node, signal);
    if (against === undefined) continue;
    if (index > 0) throw new Error(`Cannot inject: ${against.why}. ${against.hint}`);
    await giveBack(tenants, scene, signal);
    return against;
  }
  return undefined;
}

function prepared(
  { view, said }: Sight,
  units: readonly Unit[],
  more: Pick<NodesUndo, 'tenants' | 'removal'>,
  scene: ClusterScene,
): Prepared & { readonly undo: NodesUndo } {
  const taken = units.flatMap(({ nodes }) => nodes);
  const { victims, owners } = victimsOn(taken, view, said);
  // Those that somebody cordoned before stay as they are, in and out.
  const open = taken.filter(isOpen).map(({ metadata: { name, uid } }) => ({ name, uid }));
  const undo: NodesUndo = { ...more, nodes: open, pods: victims.map(refOf), owners: owners.flatMap(refOfOwner) };
  const targets = [...open.map(({ name }) => called(nodesOf, name)), ...undo.pods.map(({ namespace, name }) => `pod/${name} in ${namespace}`)];
  const names = open.map(({ name }) => name);
  return { targets, undo, manual: uncordonByHand(scene, names) };
}

function refOfOwner({ kind, meta: { namespace = '', name }, available }: Workload): readonly OwnerRef[] {
  return kind === 'daemonset' ? [] : [{ kind, namespace, name, available }];
}
