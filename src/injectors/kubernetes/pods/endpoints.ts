/** What answers for a Service. */
import type { Pod } from '../../../domain/kubernetes/pods.ts';
import { endpointSlices, services, type EndpointSlice, type Service } from '../../../domain/kubernetes/surroundings.ts';
import type { ClusterScene } from '../fault.ts';
import type { StandingRecord } from './record.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;
const serviceName = 'kubernetes.io/service-name';

/** The Services that send to one of these pods, with how many endpoints of each are ready. */
export async function servicesOver(victims: readonly Pod[], scene: Where, signal: AbortSignal): Promise<StandingRecord['services']> {
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

export async function readyEndpoints(names: readonly string[], { cluster, namespace }: Where, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const slices = await cluster.list(endpointSlices, { namespace, labels: `${serviceName} in (${names.join(',')})` }, signal);
  return new Map([...Map.groupBy(slices, ({ metadata }) => metadata.labels[serviceName] ?? '')].map(([name, own]) => [name, countReady(own)]));
}

/** One pod is one endpoint, however many slices and address families name it. */
function countReady(slices: readonly EndpointSlice[]): number {
  const ready = slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready !== false);
  return new Set(ready.map(({ targetRef, addresses }) => targetRef?.uid ?? addresses.join(','))).size;
}
