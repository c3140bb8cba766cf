import { z } from 'zod';
import { ClusterError, isClusterError } from '../domain/kubernetes/cluster-error.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { pathOf, type Resource } from '../domain/kubernetes/resource.ts';
import type { Cluster, Where } from '../ports/cluster.ts';
import type { Call, Connection } from './connection.ts';

const page = 500;
const listed = z.object({ metadata: z.object({ continue: z.string().optional() }).default({}), items: z.array(z.unknown()).nullish() });
const review = z.object({ status: z.object({ allowed: z.boolean() }) });

type Api = Omit<Cluster, 'exec' | 'logs' | 'address' | 'elsewhere'>;

/** The API's words for what the port asks; what comes back goes through its schema once. */
export function createApi(connection: Pick<Connection, 'call'>): Api {
  const call = async (what: Call, signal: AbortSignal): Promise<Json> => connection.call(what, signal);
  return {
    get: async (resource, at, signal) => {
      const found = await call({ method: 'GET', path: pathOf(resource, at) }, signal).catch(absent);
      return found === undefined ? undefined : read(resource, found);
    },
    list: (resource, where, signal) => list(call, resource, where, signal),
    create: async (resource, namespace, object, signal) =>
      read(
        resource,
        await call({ method: 'POST', path: pathOf(resource, namespace === undefined ? {} : { namespace }), body: named(resource, object) }, signal),
      ),
    patch: async (resource, at, patch, signal) => read(resource, await call({ method: 'PATCH', path: pathOf(resource, at), body: patch }, signal)),
    remove: async (resource, at, { uid, resourceVersion, grace, dependents }, signal) => {
      const preconditions = { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) };
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions,
        ...graceful(grace),
        ...(dependents === 'first' ? { propagationPolicy: 'Foreground' } : {}),
      };
      return call({ method: 'DELETE', path: pathOf(resource, at), body }, signal).then(() => 'accepted' as const, gone);
    },
    evict: async ({ namespace, name }, { uid, grace }, signal) => {
      const body = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { namespace, name },
        deleteOptions: { preconditions: { uid }, ...graceful(grace) },
      };
      const path = pathOf({ version: 'v1', plural: 'pods/eviction' }, { namespace, name });
      return call({ method: 'POST', path, body }, signal).then(() => ({ kind: 'evicted' as const }), refusedBy);
    },
    allowed: async ({ verb, group, resource, namespace, name }, signal) => {
      const [plural = '', subresource] = resource.split('/');
      const resourceAttributes = { verb, group, resource: plural, ...defined({ subresource, namespace, name }) };
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      return review.parse(await call({ method: 'POST', path, body }, signal)).status.allowed;
    },
  };
}

async function list<T>(
  call: (what: Call, signal: AbortSignal) => Promise<Json>,
  resource: Resource<T>,
  where: Where,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const { namespace, labels, fields } = where;
  const all: T[] = [];
  let next: string | undefined;
  do {
    const query = defined({ labelSelector: labels, fieldSelector: fields, limit: String(page), continue: next });
    const answer = listed.parse(await call({ method: 'GET', path: pathOf(resource, defined({ namespace })), query }, signal));
    all.push(...(answer.items ?? []).map((item) => read(resource, item)));
    next = answer.metadata.continue;
  } while (next !== undefined && next !== '');
  return all;
}

function read<T>(resource: Resource<T>, answer: unknown): T {
  const parsed = resource.schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ClusterError('server', `the API answered a ${resource.kind} that is none: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

function named({ version, kind }: Resource, object: JsonObject): JsonObject {
  return { apiVersion: version, kind, ...object };
}

function graceful(grace: number | undefined): JsonObject {
  return grace === undefined ? {} : { gracePeriodSeconds: grace };
}

function defined<K extends string>(values: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Record<K, string>>;
}

function absent(error: unknown): undefined {
  if (isClusterError(error, 'not found')) return undefined;
  throw error;
}

/** A precondition that does not hold is a conflict: another object carries the name. */
function gone(error: unknown): 'gone' | 'another' {
  if (isClusterError(error, 'not found')) return 'gone';
  if (isClusterError(error, 'conflict')) return 'another';
  throw error;
}

/** 429 with the cause DisruptionBudget is the budget's no; any other 429 is a busy server. */
function refusedBy(error: unknown): Awaited<ReturnType<Cluster['evict']>> {
  if (isClusterError(error, 'too many') && error.causes.includes('DisruptionBudget')) {
    return { kind: 'refused', why: error.message, ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }) };
  }
  return { kind: gone(error) };
}
