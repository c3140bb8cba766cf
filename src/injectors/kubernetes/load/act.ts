import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { jobs, loadRights } from '../../../domain/kubernetes/jobs.ts';
import { namespaces } from '../../../domain/kubernetes/surroundings.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Applied, Refusal, Restored } from '../../../domain/plan.ts';
import { loadType } from '../../../domain/undo.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import { injectionName } from '../../marked.ts';
import { addressFor } from '../define-cluster-fault.ts';
import { forget, keep, renewKept } from '../keep.ts';
import { mark } from '../names.ts';
import { optedOut } from '../opted.ts';
import { kubectl } from '../pods/words.ts';
import { missingRights } from '../rights.ts';
import { spaceOf } from '../space.ts';
import { insist } from '../take-back.ts';
import { addressIn, budgetIn, clusterUndo, type ClusterUndo } from '../undo.ts';
import { look } from './look.ts';
import { deadlineAfter, jobOf } from './manifest.ts';
import { endJob } from './restore.ts';
import type { LoadJobSpec } from './schema.ts';

/** Its record stands in the cluster before it does, like that of a fault; it takes no turn, since it changes nothing that others have. */
export function createLoadJob(ports: InjectorPorts): Injector<LoadJobSpec> {
  const { clock } = ports;
  /** When the Jobs of this process were made. */
  const made = new Map<string, number>();
  const placeOf = async (json: JsonObject) => {
    const undo = clusterUndo.parse(json);
    return { undo, place: { ...undo, cluster: await ports.kubernetes.connect(addressIn(undo)), clock } };
  };
  return {
    preflight: async (spec, signal) => preflight(spec, await clusterFor(spec, ports), signal),
    prepare: async (spec, id, signal) => {
      const reached = await clusterFor(spec, ports);
      const { address } = reached;
      const [injection, { namespace }] = [injectionName(id), spec];
      const targets = [`job/${injection}`];
      const manual = kubectl({ cluster: reached, namespace }, 'delete', `job/${injection}`, '--cascade=foreground');
      const cluster = { context: address.context, server: address.server, kubeconfig: address.kubeconfig ?? null };
      const space = await spaceOf({ cluster: reached, namespace }, signal);
      const undo: ClusterUndo = { cluster, namespace, space, run: id.run, injection, targets, manual, budget: budgetIn(ports), fault: {} };
      return { targets, manual, undo };
    },
    apply: async (spec, json, signal): Promise<Applied> => {
      const { undo, place } = await placeOf(json);
      await keep(place, { type: loadType, undo }, signal);
      made.set(undo.injection, clock.now());
      await place.cluster.create(jobs, undo.namespace, jobOf(spec, undo), signal);
      return { kind: 'applied' };
    },
    observe: async (json, signal) => look((await placeOf(json)).place, signal),
    renew: async (json, signal) => {
      const { undo, place } = await placeOf(json);
      const { namespace, injection } = undo;
      const elapsed = clock.now() - (made.get(injection) ?? clock.now());
      const patch = { spec: { activeDeadlineSeconds: deadlineAfter(elapsed) } };
      await Promise.all([renewKept(place, injection, signal), place.cluster.patch(jobs, { namespace, name: injection }, patch, signal)]);
    },
    restore: async (json, signal) => {
      const { undo, place } = await placeOf(json);
      const ended = await insist(() => endJob(place, undo.targets, undo.manual, clock, signal), undo, place, signal);
      return ended.kind === 'left' ? ended : tidy(ended, place, signal);
    },
  };
}

async function clusterFor({ context }: LoadJobSpec, ports: InjectorPorts): Promise<Cluster> {
  const address = addressFor(context, ports);
  if (address === undefined) throw new Error(`Cannot reach a cluster: the environment does not pin context ${context ?? '(none said)'}.`);
  return ports.kubernetes.connect(address);
}

async function preflight({ namespace }: LoadJobSpec, cluster: Cluster, signal: AbortSignal): Promise<readonly Refusal[]> {
  const missing = await missingRights(loadRights(namespace), { cluster }, signal);
  if (missing.length > 0) return missing;
  const found = await cluster.get(namespaces, { name: namespace }, signal);
  if (found === undefined) return [{ why: `there is no namespace ${namespace} in ${cluster.address.context}`, hint: 'Correct in: { namespace }, or context.' }];
  if (found.metadata.deletionTimestamp !== undefined) return [{ why: `namespace ${namespace} is being deleted`, hint: 'Choose another.' }];
  // It is no fault, so a list of faults says nothing of it; whoever wants none wants no load either.
  return found.metadata.annotations[mark.faults]?.trim() === 'none' ? optedOut(namespaces, found.metadata, loadType) : [];
}

/** A record that stays of a Job that is gone breaks nothing. */
async function tidy(
  ended: Exclude<Restored, { kind: 'left' }>,
  place: Parameters<typeof forget>[0] & Pick<ClusterUndo, 'injection'>,
  signal: AbortSignal,
): Promise<Restored> {
  try {
    await forget(place, place.injection, signal);
    return ended;
  } catch (error) {
    if (!isClusterError(error)) throw error;
    return { ...ended, note: `its record in the cluster could not be removed (${error.message}): firedrill sweep does` };
  }
}
