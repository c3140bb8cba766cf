/** Policies only add what is allowed: another one over the same pods may let the peers talk all the same. Pure. */
import { BlockList, isIPv6 } from 'node:net';
import type { Meta } from '../../../domain/kubernetes/meta.ts';
import type { Pod } from '../../../domain/kubernetes/pods.ts';
import { selects } from '../../../domain/kubernetes/selector.ts';
import type { NetworkPolicy, PolicyPeer } from '../../../domain/kubernetes/surroundings.ts';
import { addressesOf } from './addresses.ts';
import type { Cut } from './undo.ts';

/** Pods, and the namespace they are in. */
export interface Side {
  readonly pods: readonly Pod[];
  readonly namespace: Meta;
}

type Rule = { readonly peers: readonly PolicyPeer[]; readonly ports: NetworkPolicy['spec']['ingress'][number]['ports'] };
type Way = 'ingress' | 'egress';

export interface Hole {
  readonly policy: string;
  readonly way: Way;
}

/** @param peers everything where undefined. */
export function holes(
  policies: readonly NetworkPolicy[],
  pods: readonly Pod[],
  peers: Side | undefined,
  { direction, dns }: Pick<Cut, 'direction' | 'dns'>,
): readonly Hole[] {
  const ways = (['ingress', 'egress'] as const).filter((way) => direction === 'both' || direction === way);
  const over = policies.filter(({ spec }) => pods.some(({ metadata }) => selects(spec.podSelector, metadata.labels)));
  return over.flatMap((policy) =>
    ways
      .filter((way) => rulesOf(policy, way).some((rule) => letsTalk(rule, { policy, way, peers, dns })))
      .map((way) => ({ policy: policy.metadata.name, way })),
  );
}

/** A policy without types is one for ingress, and for egress where it has such rules. Source: Kubernetes API reference, NetworkPolicySpec. */
function rulesOf({ spec: { policyTypes, ingress, egress } }: NetworkPolicy, way: Way): readonly Rule[] {
  if (way === 'ingress') return policyTypes.length === 0 || policyTypes.includes('Ingress') ? ingress.map(({ from, ports }) => ({ peers: from, ports })) : [];
  return policyTypes.length === 0 || policyTypes.includes('Egress') ? egress.map(({ to, ports }) => ({ peers: to, ports })) : [];
}

interface Asked {
  readonly policy: NetworkPolicy;
  readonly way: Way;
  readonly peers: Side | undefined;
  readonly dns: boolean;
}

function letsTalk({ peers: allowed, ports }: Rule, { policy, way, peers, dns }: Asked): boolean {
  const namesOnly = ports.length > 0 && ports.every(({ port, endPort }) => port === 53 && (endPort === undefined || endPort === 53));
  if (way === 'egress' && dns && namesOnly) return false;
  if (allowed.length === 0 || peers === undefined) return true;
  return peers.pods.some((pod) => allowed.some((one) => matches(one, pod, peers.namespace, policy.metadata.namespace)));
}

function matches({ podSelector, namespaceSelector, ipBlock }: PolicyPeer, pod: Pod, namespace: Meta, own: string | undefined): boolean {
  if (ipBlock !== undefined)
    return addressesOf(pod).some((address) => within(ipBlock.cidr, address) && !ipBlock.except.some((range) => within(range, address)));
  const there = namespaceSelector === undefined ? namespace.name === own : selects(namespaceSelector, namespace.labels);
  return there && (podSelector === undefined || selects(podSelector, pod.metadata.labels));
}

function within(range: string, address: string): boolean {
  const [net = '', prefix = ''] = range.split('/');
  if (isIPv6(net) !== isIPv6(address)) return false;
  const list = new BlockList();
  const family = isIPv6(net) ? 'ipv6' : 'ipv4';
  list.addSubnet(net, Number(prefix), family);
  return list.check(address, family);
}
