/** How victims, their workloads and Services stand now. */
import { controllerOf } from '../../../domain/kubernetes/meta.ts';
import { isReady, pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import { asQuery, selects } from '../../../domain/kubernetes/selector.ts';
import { endpointSlices, services, type EndpointSlice, type Service } from '../../../domain/kubernetes/surroundings.ts';
import type { ClusterScene } from '../fault.ts';
import { workloadsOf } from '../pods/look.ts';
import { keyOf } from '../pods/workload.ts';
import type { KillGroup, PodKillUndo, Victim } from './undo.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;

export interface Seen {
  readonly victims: readonly (Victim & { readonly state: 'alive' | 'ending' | 'gone' })[];
  /** `now` is absent where the workload has been removed. */
  readonly groups: readonly { readonly was: KillGroup; readonly now?: { readonly desired: number; readonly ready: number } }[];
  /** `now` is absent where the Service has been removed. */
  readonly services: readonly { readonly name: string; readonly was: number; readonly now?: number }[];
  /** Pods of the groups, whoever they are. */
  readonly members: readonly Pod[];
}

/** Reads everything in four calls, however many victims there are, and one more where pods without an owner are among them. */
export async function survey(undo: PodKillUndo, scene: Where, signal: AbortSignal): Promise<Seen> {
  const { cluster, namespace } = scene;
  const kinds = [...new Set(undo.groups.flatMap(({ workload }) => (workload === null ? [] : [workload.kind])))];
  const [all, workloads, answering, there, alone] = await Promise.all([
    cluster.list(pods, { namespace }, signal),
    workloadsOf(kinds, scene, signal),
    readyEndpoints(undo.services.map(({ name }) => name), scene, signal), // prettier-ignore
    undo.services.length === 0 ? [] : cluster.list(services, { namespace }, signal),
    undo.groups.some(({ workload }) => workload === null) ? withoutOwner(undo, scene, signal) : [],
  ]);
  const found = new Map(all.map((pod) => [pod.metadata.uid, pod]));
  const groups = undo.groups.map((was) => {
    const members = was.workload === null ? alone : membersOf(was.workload, all);
    if (was.workload === null) return { was, members, now: { desired: was.desired, ready: members.filter(isReady).length } };
    const workload = workloads.find((one) => keyOf(one) === was.name);
    const ready = Math.min(members.filter(isReady).length, workload?.available ?? 0);
    return { was, members, ...(workload === undefined ? {} : { now: { desired: workload.desired, ready } }) };
  });
  return {
    victims: undo.victims.map((victim) => ({ ...victim, state: stateOf(found.get(victim.uid)) })),
    groups,
    services: undo.services.map(({ name, ready }) => ({
      name,
      was: ready,
      ...(there.some(({ metadata }) => metadata.name === name) ? { now: answering.get(name) ?? 0 } : {}),
    })),
    members: groups.flatMap(({ members }) => members),
  };
}

function stateOf(pod: Pod | undefined): 'alive' | 'ending' | 'gone' {
  if (pod === undefined) return 'gone';
  return pod.metadata.deletionTimestamp === undefined ? 'alive' : 'ending';
}

/** Pods that somebody keeps; a bare one with the same labels is not the workload's. */
function membersOf({ selector }: NonNullable<KillGroup['workload']>, all: readonly Pod[]): readonly Pod[] {
  return all.filter(({ metadata }) => controllerOf(metadata) !== undefined && selects(selector, metadata.labels));
}

async function withoutOwner({ selection: { labels, fields } }: PodKillUndo, { cluster, namespace }: Where, signal: AbortSignal): Promise<readonly Pod[]> {
  const where = { namespace, ...(labels === null ? {} : { labels }), ...(fields === null ? {} : { fields }) };
  return (await cluster.list(pods, where, signal)).filter(({ metadata }) => controllerOf(metadata) === undefined);
}

/** The pods of one group, read afresh: what min-available is held against before every kill. */
export async function readGroup({ workload }: KillGroup, undo: PodKillUndo, scene: Where, signal: AbortSignal): Promise<readonly Pod[]> {
  if (workload === null) return withoutOwner(undo, scene, signal);
  return membersOf(workload, await scene.cluster.list(pods, { namespace: scene.namespace, labels: asQuery(workload.selector) }, signal));
}

/** The Services that send to one of these pods, with how many endpoints of each are ready. */
export async function servicesOver(victims: readonly Pod[], scene: Where, signal: AbortSignal): Promise<PodKillUndo['services']> {
  const all = await scene.cluster.list(services, { namespace: scene.namespace }, signal);
  const names = all.filter((one) => victims.some((pod) => sendsTo(one, pod))).map(({ metadata: { name } }) => name);
  const ready = await readyEndpoints(names, scene, signal);
  return names.map((name) => ({ name, ready: ready.get(name) ?? 0 }));
}

/** Without a selector somebody else says where it sends to. */
function sendsTo({ spec: { selector } }: Service, { metadata: { labels } }: Pod): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

const serviceName = 'kubernetes.io/service-name';

async function readyEndpoints(names: readonly string[], { cluster, namespace }: Where, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const slices = await cluster.list(endpointSlices, { namespace, labels: `${serviceName} in (${names.join(',')})` }, signal);
  return new Map([...Map.groupBy(slices, ({ metadata }) => metadata.labels[serviceName] ?? '')].map(([name, own]) => [name, countReady(own)]));
}

/** One pod is one endpoint, however many slices and address families name it. */
function countReady(slices: readonly EndpointSlice[]): number {
  const ready = slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready !== false);
  return new Set(ready.map(({ targetRef, addresses }) => targetRef?.uid ?? addresses.join(','))).size;
}
