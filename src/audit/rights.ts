import { rightsOn, showRight, type Right } from '../domain/kubernetes/right.ts';
import { autoscalers, budgets, namespaces, nodes, services } from '../domain/kubernetes/surroundings.ts';
import { daemonSets, deployments, statefulSets } from '../domain/kubernetes/workloads.ts';
import type { Cluster } from '../ports/cluster.ts';
import { auditedPods } from './objects.ts';

/** Everything that is read within the namespace. */
const readHere = [deployments, statefulSets, daemonSets, auditedPods, services, budgets, autoscalers] as const;

/** What an audit of a namespace needs; it writes nothing. */
export function rightsFor(namespace: string): readonly Right[] {
  return [...rightsOn(namespaces, ['get'], { namespace, name: namespace }), ...readHere.flatMap((resource) => rightsOn(resource, ['list'], { namespace }))];
}

/** Without it only the zones are unknown. */
export const nodesRight: readonly Right[] = rightsOn(nodes, ['list'], {});

/** Those that this user does not have, in words. */
export async function missingOf(rights: readonly Right[], cluster: Cluster, signal: AbortSignal): Promise<readonly string[]> {
  const answers = await Promise.all(rights.map(async (right) => ({ right, allowed: await cluster.allowed(right, signal) })));
  return answers.filter(({ allowed }) => !allowed).map(({ right }) => showRight(right));
}
