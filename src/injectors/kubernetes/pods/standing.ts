/** How workloads and Services stand now, beside how they stood. */
import { controllerOf } from '../../../domain/kubernetes/meta.ts';
import { isReady, pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import { asQuery, selects } from '../../../domain/kubernetes/selector.ts';
import { services } from '../../../domain/kubernetes/surroundings.ts';
import type { ClusterScene } from '../fault.ts';
import { readyEndpoints } from './endpoints.ts';
import { workloadsOf } from './look.ts';
import type { GroupRecord, StandingRecord } from './record.ts';
import { keyOf } from './workload.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;

export interface Standing {
  /** Every pod of the namespace, by UID. */
  readonly pods: ReadonlyMap<string, Pod>;
  /** `now` is absent where the workload has been removed. */
  readonly groups: readonly { readonly was: GroupRecord; readonly now?: { readonly desired: number; readonly ready: number } }[];
  /** `now` is absent where the Service has been removed. */
  readonly services: readonly { readonly name: string; readonly was: number; readonly now?: number }[];
  /** Pods of the groups, whoever they are. */
  readonly members: readonly Pod[];
}

/** Reads everything in four calls and one for each kind of workload, however many victims there are. */
export async function standingNow(record: StandingRecord, scene: Where, signal: AbortSignal): Promise<Standing> {
  const { cluster, namespace } = scene;
  const kinds = [...new Set(record.groups.flatMap(({ workload }) => (workload === null ? [] : [workload.kind])))];
  const names = record.services.map(({ name }) => name);
  const [all, workloads, answering, there, alone] = await Promise.all([
    cluster.list(pods, { namespace }, signal),
    workloadsOf(kinds, scene, signal),
    readyEndpoints(names, scene, signal),
    names.length === 0 ? [] : cluster.list(services, { namespace }, signal),
    record.groups.some(({ workload }) => workload === null) ? withoutOwner(record, scene, signal) : [],
  ]);
  const groups = record.groups.map((was) => {
    const members = was.workload === null ? alone : membersOf(was.workload, all);
    const ready = members.filter(isReady).length;
    if (was.workload === null) return { was, members, now: { desired: was.desired, ready } };
    const workload = workloads.find((one) => keyOf(one) === was.name);
    // A status lags behind, and knows of minReadySeconds: neither alone is believed.
    return { was, members, ...(workload === undefined ? {} : { now: { desired: workload.desired, ready: Math.min(ready, workload.available) } }) };
  });
  return {
    pods: new Map(all.map((pod) => [pod.metadata.uid, pod])),
    groups,
    services: record.services.map(({ name, ready: was }) => {
      const exists = there.some(({ metadata }) => metadata.name === name);
      return { name, was, ...(exists ? { now: answering.get(name) ?? 0 } : {}) };
    }),
    members: groups.flatMap(({ members }) => members),
  };
}

/** Pods that somebody keeps; a bare one with the same labels is not the workload's. */
function membersOf({ selector }: NonNullable<GroupRecord['workload']>, all: readonly Pod[]): readonly Pod[] {
  return all.filter(({ metadata }) => controllerOf(metadata) !== undefined && selects(selector, metadata.labels));
}

async function withoutOwner({ selection: { labels, fields } }: StandingRecord, { cluster, namespace }: Where, signal: AbortSignal): Promise<readonly Pod[]> {
  const where = { namespace, ...(labels === null ? {} : { labels }), ...(fields === null ? {} : { fields }) };
  return (await cluster.list(pods, where, signal)).filter(({ metadata }) => controllerOf(metadata) === undefined);
}

/** The pods of one group, read afresh: what min-available is held against before every hit. */
export async function readGroup({ workload }: GroupRecord, record: StandingRecord, scene: Where, signal: AbortSignal): Promise<readonly Pod[]> {
  if (workload === null) return withoutOwner(record, scene, signal);
  return membersOf(workload, await scene.cluster.list(pods, { namespace: scene.namespace, labels: asQuery(workload.selector) }, signal));
}
