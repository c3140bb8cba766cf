/**
 * A Kubernetes API in memory, as far as firedrill asks it: preconditions, merge patches, selectors, disruption budgets, and controllers that
 * keep pods and endpoints, at once. It passes the contract suite that the real one passes.
 */
import { isDeepStrictEqual } from 'node:util';
import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { pathOf, type At, type Resource } from '../../src/domain/kubernetes/resource.ts';
import type { Right } from '../../src/domain/kubernetes/right.ts';
import type { Cluster, ClusterAddress, Clusters, Executed, Eviction, LogStart, Removal, RemoveWhen, Where } from '../../src/ports/cluster.ts';
import { runControllers } from './cluster-controllers.ts';
import { matchesFields, matchesLabels } from './cluster-selectors.ts';
import { PodLog } from './pod-log.ts';

export interface Kept extends JsonObject {
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string; readonly uid: string; readonly resourceVersion: string };
}

export const fakeAddress: ClusterAddress = { context: 'fake', server: 'https://fake.test:6443' };

export class FakeCluster implements Cluster, Clusters {
  readonly address = { ...fakeAddress, kubeconfig: '/fake/kubeconfig' };
  elsewhere: string | undefined = undefined;
  /** By path. */
  readonly objects = new Map<string, Kept>();
  /** Called before every call: throw a `ClusterError` to break it. */
  before: (verb: string, path: string) => void = () => undefined;
  /** Whether a right is there. */
  rights: (right: Right) => boolean = () => true;
  /** Whether a container with this image gets ready. */
  starts: (image: string) => boolean = (image) => !image.startsWith('firedrill.invalid/');
  execute: (pod: Required<At>, container: string, argv: readonly string[]) => Executed = () => ({ code: 0, stdout: '', stderr: '' });
  /** Every write, as `verb path`. */
  readonly writes: string[] = [];
  readonly #logs = new Map<string, PodLog>();
  #last = 0;

  async connect(): Promise<Cluster> {
    return this;
  }

  /** Puts an object there as somebody else would: no precondition, no write counted. */
  put(resource: Resource, namespace: string | undefined, object: JsonObject): Kept {
    return this.#store(resource, namespace, object);
  }

  /** Lets the controllers act on what was put there. */
  settle(): void {
    runControllers(this);
  }

  async get<T>(resource: Resource<T>, at: At, signal: AbortSignal): Promise<T | undefined> {
    this.#enter('get', pathOf(resource, at), signal);
    const found = this.objects.get(this.#key(resource, at));
    return found === undefined ? undefined : resource.schema.parse(found);
  }

  async list<T>(resource: Resource<T>, { namespace, labels, fields }: Where, signal: AbortSignal): Promise<readonly T[]> {
    this.#enter('list', pathOf(resource, namespace === undefined ? {} : { namespace }), signal);
    return this.all(resource, namespace)
      .filter((one) => matchesLabels(labels, one) && matchesFields(fields, one))
      .map((one) => resource.schema.parse(one));
  }

  /** As stored, in the order of their names. */
  all(resource: Pick<Resource, 'version' | 'plural'>, namespace?: string): readonly Kept[] {
    const { plural } = resource;
    const root = pathOf(resource).replace(plural, '');
    const found = [...this.objects].filter(([path]) => {
      const rest = path.startsWith(root) ? path.slice(root.length).split('/') : [];
      return namespace === undefined ? rest.at(-2) === plural : rest[0] === 'namespaces' && rest[1] === namespace && rest[2] === plural && rest.length === 4;
    });
    return found.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  }

  async create<T>(resource: Resource<T>, namespace: string | undefined, object: JsonObject, signal: AbortSignal): Promise<T> {
    const name = nameIn(object);
    const at = { name, ...(namespace === undefined ? {} : { namespace }) };
    this.#write('create', pathOf(resource, at), signal);
    if (this.objects.has(this.#key(resource, at)))
      throw new ClusterError('conflict', `${resource.plural} "${name}" already exists`, { causes: ['AlreadyExists'] });
    const made = this.#store(resource, namespace, object);
    runControllers(this);
    return resource.schema.parse(made);
  }

  async patch<T>(resource: Resource<T>, at: At, patch: JsonObject, signal: AbortSignal): Promise<T> {
    this.#write('patch', pathOf(resource, at), signal);
    const key = this.#key(resource, at);
    const found = this.objects.get(key);
    if (found === undefined) throw new ClusterError('not found', `${resource.plural} "${at.name}" not found`);
    refuseStale(found, patch, resource);
    const merged = merge(found, patch) as Kept;
    // A patch that changes nothing writes nothing.
    if (isDeepStrictEqual(withoutVersion(merged), withoutVersion(found))) return resource.schema.parse(found);
    const changed = JSON.stringify(merged['spec']) !== JSON.stringify(found['spec']);
    const generation = Number(found.metadata['generation'] ?? 1) + (changed ? 1 : 0);
    this.objects.set(key, { ...merged, metadata: { ...merged.metadata, uid: found.metadata.uid, resourceVersion: this.next(), generation } });
    runControllers(this);
    return resource.schema.parse(this.objects.get(key));
  }

  async remove(resource: Resource, at: At, { uid, resourceVersion, dependents }: RemoveWhen, signal: AbortSignal): Promise<Removal> {
    this.#write('delete', pathOf(resource, at), signal);
    const key = this.#key(resource, at);
    const found = this.objects.get(key);
    if (found === undefined) return 'gone';
    if (uid !== undefined && found.metadata.uid !== uid) return 'another';
    if (resourceVersion !== undefined && found.metadata.resourceVersion !== resourceVersion) return 'another';
    this.objects.delete(key);
    if (dependents === 'first') for (const [path] of this.#ownedBy(found)) this.objects.delete(path);
    runControllers(this);
    return 'accepted';
  }

  async evict(pod: Required<At>, when: { readonly uid: string; readonly grace?: number }, signal: AbortSignal): Promise<Eviction> {
    const pods = { version: 'v1', plural: 'pods' };
    this.#enter('evict', pathOf(pods, pod), signal);
    const found = this.objects.get(pathOf(pods, pod));
    if (found === undefined) return { kind: 'gone' };
    if (found.metadata.uid !== when.uid) return { kind: 'another' };
    const budget = this.all({ version: 'policy/v1', plural: 'poddisruptionbudgets' }, pod.namespace).find((one) => {
      const spec = one['spec'] as JsonObject;
      const query = (spec['selector'] as JsonObject | undefined)?.['matchLabels'] as Readonly<Record<string, string>> | undefined;
      return (
        query !== undefined &&
        matchesLabels(
          Object.entries(query)
            .map((pair) => pair.join('='))
            .join(','),
          found,
        )
      );
    });
    const allowed = (budget?.['status'] as JsonObject | undefined)?.['disruptionsAllowed'];
    if (budget !== undefined && allowed === 0) {
      return { kind: 'refused', why: "Cannot evict pod as it would violate the pod's disruption budget." };
    }
    this.writes.push(`evict ${pathOf(pods, pod)}`);
    this.objects.delete(pathOf(pods, pod));
    runControllers(this);
    return { kind: 'evicted' };
  }

  async allowed(right: Right, signal: AbortSignal): Promise<boolean> {
    this.#enter('review', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', signal);
    return this.rights(right);
  }

  async exec(pod: Required<At>, container: string, argv: readonly string[], signal: AbortSignal): Promise<Executed> {
    const path = pathOf({ version: 'v1', plural: 'pods' }, pod);
    this.#enter('exec', `${path}/exec`, signal);
    const containers = (this.objects.get(path)?.['spec'] as JsonObject | undefined)?.['containers'] as readonly JsonObject[] | undefined;
    if (containers?.every(({ name }) => name !== container) ?? false)
      throw new ClusterError('unreachable', `exec in ${pod.namespace}/${pod.name} cannot be started: container ${container} is not valid for pod ${pod.name}`);
    return this.execute(pod, container, argv);
  }

  async *logs(pod: Required<At>, container: string, _: LogStart, signal: AbortSignal): AsyncIterable<string> {
    const path = pathOf({ version: 'v1', plural: 'pods' }, pod);
    this.#enter('get', `${path}/log`, signal);
    if (!this.objects.has(path)) throw new ClusterError('not found', `pods "${pod.name}" not found`);
    yield* this.logOf(pod.namespace, pod.name, container).follow(signal);
  }

  /** What a container writes, as a test has it. Every line is of the last seconds. */
  logOf(namespace: string, pod: string, container: string): PodLog {
    const key = `${namespace}/${pod}/${container}`;
    const log = this.#logs.get(key) ?? new PodLog();
    this.#logs.set(key, log);
    return log;
  }

  next(): string {
    return String(++this.#last);
  }

  #store(resource: Pick<Resource, 'version' | 'plural' | 'kind'>, namespace: string | undefined, object: JsonObject): Kept {
    const given = object['metadata'] as JsonObject;
    const metadata = {
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 1,
      ...given,
      name: nameIn(object),
      ...(namespace === undefined ? {} : { namespace }),
      uid: `uid-${this.next()}`,
      resourceVersion: this.next(),
    };
    const made: Kept = { apiVersion: resource.version, kind: resource.kind, ...object, metadata };
    this.objects.set(pathOf(resource, { name: metadata.name, ...(namespace === undefined ? {} : { namespace }) }), made);
    return made;
  }

  #ownedBy({ metadata: { uid } }: Kept): readonly (readonly [string, Kept])[] {
    return [...this.objects].filter(([, { metadata }]) => ((metadata['ownerReferences'] ?? []) as readonly JsonObject[]).some((owner) => owner['uid'] === uid));
  }

  /** A subresource is a view of the object itself. */
  #key(resource: Resource, at: At): string {
    return pathOf({ version: resource.version, plural: resource.plural.split('/')[0] ?? '' }, at);
  }

  #enter(verb: string, path: string, signal: AbortSignal): void {
    signal.throwIfAborted();
    this.before(verb, path);
  }

  #write(verb: string, path: string, signal: AbortSignal): void {
    this.#enter(verb, path, signal);
    this.writes.push(`${verb} ${path}`);
  }
}

function nameIn(object: JsonObject): string {
  return (object['metadata'] as { readonly name?: string } | undefined)?.name ?? '';
}

function refuseStale(found: Kept, patch: JsonObject, { plural }: Resource): void {
  const { uid, resourceVersion } = (patch['metadata'] ?? {}) as { readonly uid?: string; readonly resourceVersion?: string };
  const name = `${plural} "${found.metadata.name}"`;
  if (uid !== undefined && uid !== found.metadata.uid) throw new ClusterError('invalid', `${name} is invalid: metadata.uid: field is immutable`);
  if (resourceVersion === undefined || resourceVersion === found.metadata.resourceVersion) return;
  throw new ClusterError('conflict', `Operation cannot be fulfilled on ${name}: the object has been modified`);
}

function withoutVersion(object: Kept): JsonObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: '' } };
}

/** RFC 7396. */
function merge(target: Json | undefined, patch: Json): Json {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const base: Record<string, Json> = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...(target as JsonObject) } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete base[key];
    else base[key] = merge(base[key], value);
  }
  return base;
}
