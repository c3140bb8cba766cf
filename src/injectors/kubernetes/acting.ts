import type { JsonObject } from '../../domain/json.ts';
import type { Injector, InjectorPorts } from '../../ports/injector.ts';
import { injectionName } from '../marked.ts';
import { addressFor } from './define-cluster-fault.ts';
import type { ClusterActs, ClusterFault, ClusterKeys, ClusterScene } from './fault.ts';
import { keep, renewKept } from './keep.ts';
import { preflight } from './preflight.ts';
import { aliveMeanwhile } from './stay.ts';
import { spaceOf } from './space.ts';
import { removeRecord, takeBack } from './take-back.ts';
import { renewTurn, takeTurn } from './turn.ts';
import { addressIn, budgetIn, clusterUndo, type ClusterUndo } from './undo.ts';

/** The acting part of every fault in a cluster: turn, record, act; and back in reverse. */
export function clusterFaultInjector<Spec extends ClusterKeys, Undo extends JsonObject>(
  fault: ClusterFault<Spec, Undo>,
  acts: ClusterActs<Spec, Undo>,
  ports: InjectorPorts,
): Injector<Spec> {
  const { clock, random, production, optIn } = ports;
  const surroundings = { clock, random, production, optIn, env: (name: string) => ports.env(name), ...(ports.for === undefined ? {} : { for: ports.for }) };
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
  /** Why injections of this process did not get their turn: nothing that is seen there is theirs. */
  const refused = new Map<string, string>();
  return {
    preflight: async (spec, signal) => preflight(fault, acts, spec, await sceneFor(spec), ports, signal),
    share: async (spec, signal) => acts.share?.(spec, await sceneFor(spec), signal),
    prepare: async (spec, id, signal) => {
      const scene = await sceneFor(spec, id.run, injectionName(id));
      const { targets, undo: own, manual } = await acts.prepare(spec, scene, signal);
      const [{ context, server, kubeconfig = null }, space] = [scene.cluster.address, await spaceOf(scene, signal)];
      const { namespace, run, injection } = scene;
      const where = { cluster: { context, server, kubeconfig }, namespace, space, run, injection };
      const undo: ClusterUndo = { ...where, targets: [...targets], manual, budget: budgetIn(ports), fault: own };
      return { targets, undo, manual };
    },
    apply: async (_, json, signal) => {
      const [undo, own, scene] = await sceneOf(json);
      const held = await takeTurn(scene, signal);
      if (held !== undefined) {
        refused.set(undo.injection, held.why);
        return { kind: 'refused', refusals: [held] };
      }
      await keep(scene, { type: fault.type, undo }, signal);
      const applied = await acts.apply(own, scene, signal);
      // Where these cannot be removed it is unclear what stands there, and restore looks.
      if (applied.kind === 'refused') await removeRecord(scene, signal);
      return applied;
    },
    observe: async (json, signal) => {
      const [{ injection }, own, scene] = await sceneOf(json);
      const detail = refused.get(injection);
      return detail === undefined ? acts.observe(own, scene, signal) : { presence: 'absent', detail };
    },
    renew: async (json, signal) => {
      const [{ injection }, own, scene] = await sceneOf(json);
      await Promise.all([renewKept(scene, injection, signal), renewTurn(scene, signal), acts.renew?.(own, scene, signal)]);
    },
    restore: async (json, signal) => {
      const [undo, own, scene] = await sceneOf(json);
      const alive = aliveMeanwhile(scene, signal);
      return takeBack(() => acts.restore(own, alive, signal), undo, alive, signal);
    },
  };
}
