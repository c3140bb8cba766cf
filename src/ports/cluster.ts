import type { JsonObject } from '../domain/json.ts';
import type { At, Resource } from '../domain/kubernetes/resource.ts';
import type { Right } from '../domain/kubernetes/right.ts';

/** Which cluster, so that no other one can be meant: the context by name, and the address it must lead to. */
export interface ClusterAddress {
  /** A context of the kubeconfig, or `in-cluster` for the ServiceAccount of the pod this runs in. */
  readonly context: string;
  /** The API server's address; a context that leads elsewhere is refused. */
  readonly server: string;
  /** Absolute paths, joined by colons; `$KUBECONFIG`, else `~/.kube/config`, where not said. */
  readonly kubeconfig?: string;
}

export interface Clusters {
  /** One connection an address, however often asked. Rejects with a `ClusterError` (`not ours`) where the context is missing or leads elsewhere. */
  connect(address: ClusterAddress): Promise<Cluster>;
}

export interface Where {
  /** All namespaces where absent. */
  readonly namespace?: string;
  /** Label query: `app=shop,tier in (a,b)`. */
  readonly labels?: string;
  /** Field query: `spec.nodeName=node-1`. */
  readonly fields?: string;
}

export type Removal = 'accepted' | 'gone' | 'another';
export type Eviction =
  | { readonly kind: 'evicted' }
  | { readonly kind: 'gone' }
  /** Another object carries the name by now. */
  | { readonly kind: 'another' }
  /** 429: the disruption budget refused. */
  | { readonly kind: 'refused'; readonly why: string; readonly retryAfter?: number };

export interface Executed {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The API of one cluster. Every request (a list of many is several) ends within 10 s or with the signal, and throws a `ClusterError` where it came to nothing; none is
 * repeated: whoever waits for something polls, and whoever writes must look what became of it.
 */
export interface Cluster {
  /** With the kubeconfig it was read from, so that another process finds the same. */
  readonly address: ClusterAddress;
  /** That kubeconfig, where kubectl would not find it by itself. */
  readonly elsewhere: string | undefined;
  /** `undefined` where there is none. */
  get<T>(resource: Resource<T>, at: At, signal: AbortSignal): Promise<T | undefined>;
  /** All of them, in pages. */
  list<T>(resource: Resource<T>, where: Where, signal: AbortSignal): Promise<readonly T[]>;
  /** `object` without apiVersion and kind. `conflict` where one of that name is there. */
  create<T>(resource: Resource<T>, namespace: string | undefined, object: JsonObject, signal: AbortSignal): Promise<T>;
  /**
   * A merge patch (RFC 7396). With `metadata.resourceVersion` in it, it is a `conflict` where the object has changed or been replaced since;
   * with another `metadata.uid`, it is `invalid`.
   */
  patch<T>(resource: Resource<T>, at: At, patch: JsonObject, signal: AbortSignal): Promise<T>;
  remove(resource: Resource, at: At, when: RemoveWhen, signal: AbortSignal): Promise<Removal>;
  /** Through the eviction subresource, which obeys disruption budgets. Source: Kubernetes docs, "API-initiated Eviction". */
  evict(pod: Required<At>, when: { readonly uid: string; readonly grace?: number }, signal: AbortSignal): Promise<Eviction>;
  /** Asks a SelfSubjectAccessReview. */
  allowed(right: Right, signal: AbortSignal): Promise<boolean>;
  /** Runs a program in a container, without a shell. */
  exec(pod: Required<At>, container: string, argv: readonly string[], signal: AbortSignal): Promise<Executed>;
  /**
   * What a container writes, line by line as it comes; ends when the container has ended. Throws a `ClusterError` where it cannot be followed (nothing is heard
   * of it within 10 s, a line is longer than 1 MiB) and where the connection breaks; with the signal it throws its reason. What came in between is told by the
   * next call that reaches back far enough. Without an end of line there is no line: what a container that was killed began to write is not told.
   */
  logs(pod: Required<At>, container: string, from: LogStart, signal: AbortSignal): AsyncIterable<string>;
}

/** Where to begin: with the first line there is, or with those of the last seconds, by the clock of the node that wrote them down. */
export type LogStart = { readonly kind: 'first' } | { readonly kind: 'last'; readonly seconds: number };

export interface RemoveWhen {
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** Seconds; the object's own where absent. */
  readonly grace?: number;
  /** What it owns goes first, and it stays until all of that is gone; what becomes of that is the API's choice where absent. Source: Kubernetes docs, "Garbage Collection". */
  readonly dependents?: 'first';
}
