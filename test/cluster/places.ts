/** Where one cluster keeps what, which addresses it has inside, and where it listens on loopback. Only root can write there. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Binaries that take minutes to build; outlives checkouts and clusters. */
export const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'firedrill', 'cluster');

export const usual = 'firedrill';

export interface Places {
  readonly name: string;
  /** Everything of a cluster that is up; gone when it is down. */
  readonly folder: string;
  /** For programs outside: the API server through its forwarder. */
  readonly kubeconfig: string;
  readonly nodes: number;
  /** Parent of every pod's control group, below each controller's mount. */
  readonly cgroup: string;
  /** Loopback ports of the forwarders; 0 takes a free one. */
  readonly ports: { readonly api: number; readonly shop: number };
}

/**
 * `name` makes a second cluster beside the usual one, on free ports and without the shop: for tests that take a cluster down or a node away.
 * `nodes` is 1 to 9.
 */
export function placesOf(
  name: string = process.env['FIREDRILL_CLUSTER'] ?? usual,
  nodes: number = Number(process.env['FIREDRILL_CLUSTER_NODES'] ?? 3),
): Places {
  if (!/^[a-z]{1,12}$/.test(name)) throw new Error(`Cannot place the cluster: its name is "${name}". Give FIREDRILL_CLUSTER one to twelve small letters.`);
  if (!(Number.isInteger(nodes) && nodes >= 1 && nodes <= 9)) throw new Error('Cannot place the cluster: FIREDRILL_CLUSTER_NODES is not a number from 1 to 9.');
  const folder = name === usual ? '/var/lib/firedrill-cluster' : `/var/lib/firedrill-cluster-${name}`;
  const ports = name === usual ? { api: 26443, shop: 28080 } : { api: 0, shop: 0 };
  return { name, folder, kubeconfig: join(folder, 'kubeconfig'), nodes, cgroup: `/firedrill-cluster-${name}`, ports };
}

/** The control plane's machine: its address on the bridge between the machines. */
export const control = { name: 'control', address: '10.89.0.1', port: 6443 };

export interface NodePlace {
  readonly number: number;
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly pods: string;
}

const nodePlace = (number: number): NodePlace => ({
  number,
  name: `node-${number}`,
  zone: `zone-${number}`,
  address: `10.89.0.${10 + number}`,
  pods: `10.244.${number}.0/24`,
});

export const nodePlaces = (places: Places): readonly NodePlace[] => Array.from({ length: places.nodes }, (_, index) => nodePlace(index + 1));

export const allPods = '10.244.0.0/16';
export const services = '10.96.0.0/16';
export const firstService = '10.96.0.1';
export const dnsService = '10.96.0.10';
/** The shop's front door, as its manifest says. */
export const shopNodePort = 30080;
