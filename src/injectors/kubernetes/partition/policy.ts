/**
 * The policy that cuts. A NetworkPolicy can only allow: everything but the peers is, so that the peers alone are not.
 * Source: Kubernetes docs, "Network Policies"; "The two sorts of pod isolation".
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../domain/json.ts';
import { allBut, parseLabelQuery } from '../../../domain/kubernetes/label-query.ts';
import type { LabelSelector } from '../../../domain/kubernetes/selector.ts';
import { policies, type NetworkPolicy } from '../../../domain/kubernetes/surroundings.ts';
import type { Cut } from './undo.ts';

/** Every namespace carries its name under this label. Source: Kubernetes docs, "Automatic labelling". */
const nameLabel = 'kubernetes.io/metadata.name';

/** @param addresses of the peers as they are now: addresses outside the cluster stay open, and a range knows no labels. */
export function policySpec(cut: Cut, addresses: readonly string[]): JsonObject {
  const [inwards, outwards] = [cut.direction !== 'egress', cut.direction !== 'ingress'];
  const allowed = cut.peers === null ? undefined : allButPeers(cut.peers, addresses);
  return {
    podSelector: asJson(read(cut.pods)),
    policyTypes: [...(inwards ? ['Ingress'] : []), ...(outwards ? ['Egress'] : [])],
    ...(inwards ? { ingress: allowed === undefined ? [] : [{ from: allowed }] } : {}),
    ...(outwards ? { egress: allowed === undefined ? names(cut) : [{ to: allowed }] } : {}),
  };
}

function names({ dns }: Cut): readonly JsonObject[] {
  return dns ? [{ ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })) }] : [];
}

function allButPeers({ labels, namespace }: NonNullable<Cut['peers']>, addresses: readonly string[]): readonly JsonObject[] {
  const six = addresses.filter((address) => address.includes(':'));
  const four = addresses.filter((address) => !address.includes(':'));
  return [
    { namespaceSelector: { matchExpressions: [{ key: nameLabel, operator: 'NotIn', values: [namespace] }] } },
    ...allBut(read(labels)).map((other) => ({ namespaceSelector: { matchLabels: { [nameLabel]: namespace } }, podSelector: asJson(other) })),
    { ipBlock: { cidr: '0.0.0.0/0', except: four.map((address) => `${address}/32`) } },
    { ipBlock: { cidr: '::/0', except: six.map((address) => `${address}/128`) } },
  ];
}

function read(query: string): LabelSelector {
  const selector = parseLabelQuery(query);
  if (selector === undefined) throw new Error(`Cannot read labels: "${query}" is no label query. Write app=storefront.`);
  return selector;
}

function asJson({ matchLabels, matchExpressions }: LabelSelector): JsonObject {
  return {
    matchLabels,
    matchExpressions: matchExpressions.map(({ key, operator, values }) => ({ key, operator, ...(values.length === 0 ? {} : { values }) })),
  };
}

/** Whether a policy is still what was made, whatever the addresses of the peers are by now. */
export function isAsMade(policy: NetworkPolicy, cut: Cut): boolean {
  return changesIn(policy, cut).length === 0;
}

/** What of it is not: `policyTypes is …, and was …`. */
export function changesIn({ spec }: NetworkPolicy, cut: Cut): readonly string[] {
  const [now, was] = [addressless(spec), addressless(policies.schema.parse({ metadata: blank, spec: policySpec(cut, []) }).spec)];
  const changed = Object.keys(now).filter((key) => !isDeepStrictEqual(now[key], was[key]));
  return changed.map((key) => `${key} is ${JSON.stringify(now[key])}, and was ${JSON.stringify(was[key])}`);
}

const blank = { name: 'x', uid: 'x', resourceVersion: 'x', creationTimestamp: 'x' };

function addressless({ ingress, egress, ...rest }: NetworkPolicy['spec']): Readonly<Record<string, unknown>> {
  const without = (peers: NetworkPolicy['spec']['ingress'][number]['from']): unknown =>
    peers.map(({ ipBlock, ...peer }) => ({ ...peer, ...(ipBlock === undefined ? {} : { cidr: ipBlock.cidr }) }));
  return {
    ...rest,
    policyTypes: rest.policyTypes.toSorted(),
    ingress: ingress.map(({ from, ports }) => ({ from: without(from), ports })),
    egress: egress.map(({ to, ports }) => ({ to: without(to), ports })),
  };
}

/** The addresses that a policy leaves out of the open range. */
export function exceptIn({ spec: { ingress, egress } }: NetworkPolicy): ReadonlySet<string> {
  const peers = [...ingress.flatMap(({ from }) => from), ...egress.flatMap(({ to }) => to)];
  return new Set(peers.flatMap(({ ipBlock }) => ipBlock?.except ?? []).map((range) => range.replace(/\/\d+$/, '')));
}
