import { about, type Found, type Rule } from '../rule.ts';
import type { Scene, Workload } from '../scene.ts';
import { nodesOf } from './one-node.ts';

type Zones = ReadonlyMap<string, string>;

export const oneZone: Rule = {
  id: 'one-zone',
  severity: 'medium',
  about: 'Pods that are all in one zone are lost with it.',
  unknown: ({ zones }) => {
    if (zones.kind === 'unknown') return zones.why;
    return [...zones.value.values()].includes('') ? 'not every node says its zone (label topology.kubernetes.io/zone)' : undefined;
  },
  check: ({ namespace, zones, workloads }) => (zones.kind === 'unknown' ? [] : inOneZone(namespace, zones.value, workloads)),
};

/** Of a cluster that has one zone only there is nothing to say of each workload. */
function inOneZone(namespace: string, zones: Zones, workloads: Scene['workloads']): readonly Found[] {
  const all = [...new Set(zones.values())];
  const [only] = all;
  if (only === undefined || all.includes('')) return [];
  if (all.length > 1) return workloads.flatMap((workload) => together(workload, zones));
  const why = `all ${zones.size} nodes of the cluster are in zone ${only}: when that is away, so is everything here`;
  return [
    {
      kind: 'Namespace',
      name: namespace,
      field: 'nodes in other zones, which are missing',
      why,
      change: 'nodes in a second zone, or say who has accepted this',
    },
  ];
}

/** Those on a single node are told by one-node. */
function together(workload: Workload, zones: Zones): readonly Found[] {
  const nodes = new Set(nodesOf(workload));
  const of = [...new Set([...nodes].map((node) => zones.get(node) ?? ''))];
  const [zone] = of;
  if (nodes.size < 2 || of.length > 1 || zone === undefined || zone === '') return [];
  const change = 'topologyKey: topology.kubernetes.io/zone, maxSkew: 1; then kubectl rollout restart';
  const why = `all of its ${nodesOf(workload).length} pods are in ${zone}, and lost with it`;
  return [about(workload, 'spec.template.spec.topologySpreadConstraints', why, change)];
}
