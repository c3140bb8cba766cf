import type { Restored } from '../../domain/plan.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isClusterError } from '../../domain/kubernetes/cluster-error.ts';
import { reason } from '../../domain/reason.ts';
import { ms } from '../../domain/units.ts';
import type { Injector, InjectorPorts } from '../../ports/injector.ts';
import { injectionName } from '../marked.ts';
import { addressFor } from './define-cluster-fault.ts';
import type { ClusterActs, ClusterFault, ClusterKeys, ClusterScene } from './fault.ts';
import { findKept, forget, keep, renewKept } from './keep.ts';
import { preflight } from './preflight.ts';
import { giveTurn, renewTurn, takeTurn } from './turn.ts';
import { addressIn, clusterUndo, type ClusterUndo } from './undo.ts';

/** The acting part of every fault in a cluster: turn, record, act; and back in reverse. */
export function clusterFaultInjector<Spec extends ClusterKeys, Undo extends JsonObject>(
  fault: ClusterFault<Spec, Undo>,
  acts: ClusterActs<Spec, Undo>,
  ports: InjectorPorts,
): Injector<Spec> {
  const { clock, random, production } = ports;
  const surroundings = { clock, random, production, env: (name: string) => ports.env(name), ...(ports.for === undefined ? {} : { for: ports.for }) };
  const sceneFor = async (spec: Spec, run = '', injection = ''): Promise<ClusterScene> => {
    const address = addressFor(spec.context, ports);
    if (address === undefined) throw new Error(`Cannot reach a cluster: the environment does not pin context ${spec.context ?? '(none said)'}.`);
    const cluster = await ports.kubernetes.connect(address);
    return { ...surroundings, cluster, namespace: spec.namespace, run, injection };
  };
  const sceneOf = async (json: JsonObject): Promise<readonly [ClusterUndo, Undo, ClusterScene]> => {
    const undo = clusterUndo.parse(json);
    const cluster = await ports.kubernetes.connect(addressIn(undo));
    const { namespace, run, injection } = undo;
    return [undo, fault.undo.parse(undo.fault), { ...surroundings, cluster, namespace, run, injection }];
  };
  return {
    preflight: async (spec, signal) => preflight(fault, acts, spec, await sceneFor(spec), ports, signal),
    share: async (spec, signal) => acts.share?.(spec, await sceneFor(spec), signal),
    prepare: async (spec, id, signal) => {
      const scene = await sceneFor(spec, id.run, injectionName(id));
      const { targets, undo: own, manual } = await acts.prepare(spec, scene, signal);
      const { context, server, kubeconfig = null } = scene.cluster.address;
      const { namespace, run, injection } = scene;
      const undo: ClusterUndo = { cluster: { context, server, kubeconfig }, namespace, run, injection, targets: [...targets], manual, fault: own };
      return { targets, undo, manual };
    },
    apply: async (_, json, signal) => {
      const [undo, own, scene] = await sceneOf(json);
      await takeTurn(scene, signal);
      await keep(scene, { type: fault.type, undo }, signal);
      return acts.apply(own, scene, signal);
    },
    observe: async (json, signal) => {
      const [, own, scene] = await sceneOf(json);
      return acts.observe(own, scene, signal);
    },
    renew: async (json, signal) => {
      const [{ injection }, own, scene] = await sceneOf(json);
      await Promise.all([renewKept(scene, injection, signal), renewTurn(scene, signal), acts.renew?.(own, scene, signal)]);
    },
    restore: async (json, signal) => {
      const [undo, own, scene] = await sceneOf(json);
      const restored = await insist(() => acts.restore(own, scene, signal), undo, ports, signal);
      return restored.kind === 'left' ? restored : tidy(restored, scene, signal);
    },
  };
}

const between = ms(500);

/** An API server that is away or busy for a moment is no reason to leave a fault: asked again until the time is up. */
async function insist(restore: () => Promise<Restored>, { targets, manual }: ClusterUndo, { clock }: InjectorPorts, signal: AbortSignal): Promise<Restored> {
  for (;;) {
    try {
      return await restore();
    } catch (error) {
      const passing = isClusterError(error, 'unreachable', 'timeout', 'server', 'too many', 'conflict');
      if (!passing && !signal.aborted) throw error;
      if (!signal.aborted) await clock.sleep(between, signal);
      if (signal.aborted) return { kind: 'left', left: targets.map((target) => ({ target, why: reason(error), command: manual })) };
    }
  }
}

/** Takes the record and the turn out of the cluster. What stays of them breaks nothing: sweep finds nothing to restore, and removes them. */
async function tidy(restored: Exclude<Restored, { kind: 'left' }>, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  try {
    await forget(scene, scene.injection, signal);
    const others = await findKept(scene.cluster, { namespace: scene.namespace, run: scene.run }, scene.clock.wall(), signal);
    if (others.every(({ map }) => map.metadata.name === scene.injection)) await giveTurn(scene, signal);
    return restored;
  } catch (error) {
    const note = [restored.note, `its record in the cluster could not be removed (${reason(error)}): firedrill sweep does`].filter((one) => one !== undefined);
    return { ...restored, note: note.join('; ') };
  }
}
