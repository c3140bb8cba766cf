import { pods, type Pod } from '../../domain/kubernetes/pods.ts';
import { called } from '../../domain/kubernetes/resource.ts';
import { endpointSlices, type EndpointSlice } from '../../domain/kubernetes/surroundings.ts';
import type { Ms } from '../../domain/units.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { ProbePorts } from '../../ports/probe.ts';
import { Fetch } from './fetch.ts';
import { workloadOf, type WorkloadState } from './workload.ts';

/** A namespace as one SLI reads it; what others read too is fetched for all. */
export class Source {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #every: Ms;
  readonly #ports: ProbePorts;

  constructor(cluster: Cluster, namespace: string, every: Ms, ports: ProbePorts) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#every = every;
    this.#ports = ports;
  }

  async workload(text: string, signal: AbortSignal): Promise<WorkloadState | undefined> {
    const { resource, name } = workloadOf(text);
    const at = { namespace: this.#namespace, name };
    return this.#look(called(resource, name), (until) => this.#cluster.get(resource, at, until), signal);
  }

  async pods(labels: string, signal: AbortSignal): Promise<readonly Pod[]> {
    return this.#look(`pods:${labels}`, (until) => this.#cluster.list(pods, { namespace: this.#namespace, labels }, until), signal);
  }

  async endpoints(service: string, signal: AbortSignal): Promise<readonly EndpointSlice[]> {
    const where = { namespace: this.#namespace, labels: `kubernetes.io/service-name=${service}` };
    return this.#look(`endpoints:${service}`, (until) => this.#cluster.list(endpointSlices, where, until), signal);
  }

  async #look<T>(what: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { context, server } = this.#cluster.address;
    return Fetch.shared(`${context}:${server}:${this.#namespace}:${what}`, this.#every, read, this.#ports).look(signal);
  }
}
