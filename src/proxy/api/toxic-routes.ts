import { z } from 'zod';
import { alreadyExists, badRequest, invalidStream, invalidToxicType, notFound } from '../error.ts';
import type { FaultProxy } from '../proxy.ts';
import { owner, ttl } from '../rules/schema.ts';
import type { Direction, Toxic } from '../toxic.ts';
import { toxicKinds } from '../toxics/kinds.ts';
import { explain, read } from './body.ts';
import type { Route } from './route.ts';
import { showToxic } from './show.ts';

const text = z.string('expected text').default('');
const toxicity = z.number('expected a share from 0 to 1').min(0, 'expected a share from 0 to 1').max(1, 'expected a share from 0 to 1');
const creation = z.object({
  name: text,
  type: text,
  stream: z.string('expected text').default('downstream'),
  toxicity: toxicity.default(1),
  attributes: z.unknown().optional(),
  ttl: ttl.optional(),
  owner: owner.optional(),
});
const change = z.object({ toxicity: toxicity.optional(), attributes: z.unknown().optional(), ttl: ttl.optional() });

/** Toxics on a proxy. Source: Toxiproxy 2.12, toxic_collection.go; `ttl`, `owner` and `remaining` are ours. */
export const toxicRoutes: readonly Route[] = [
  {
    method: ['GET'],
    path: ['proxies', ':proxy', 'toxics'],
    handle: async ({ proxies, names: [proxy] }) => ({ status: 200, body: proxies.get(proxy).toxics.map((toxic) => showToxic(toxic, proxies)) }),
  },
  {
    method: ['POST'],
    path: ['proxies', ':proxy', 'toxics'],
    async handle({ proxies, names: [name], body }) {
      const proxy = proxies.get(name);
      const toxic = create(proxy, body());
      proxies.addToxic(proxy, toxic);
      return { status: 200, body: showToxic(toxic, proxies) };
    },
  },
  {
    method: ['GET'],
    path: ['proxies', ':proxy', 'toxics', ':toxic'],
    handle: async ({ proxies, names: [proxy, name] }) => ({ status: 200, body: showToxic(find(proxies.get(proxy), name), proxies) }),
  },
  {
    method: ['POST', 'PATCH'],
    path: ['proxies', ':proxy', 'toxics', ':toxic'],
    async handle({ proxies, names: [proxyName, name], body }) {
      const proxy = proxies.get(proxyName);
      const toxic = find(proxy, name);
      const next = read(change, body());
      attempt(() => toxic.effect.change(next.attributes));
      toxic.toxicity = next.toxicity ?? toxic.toxicity;
      if (next.ttl !== undefined) proxies.renew(Object.assign(toxic, { ttl: next.ttl }));
      proxy.reconcile();
      return { status: 200, body: showToxic(toxic, proxies) };
    },
  },
  {
    method: ['DELETE'],
    path: ['proxies', ':proxy', 'toxics', ':toxic'],
    async handle({ proxies, names: [proxyName, name] }) {
      const proxy = proxies.get(proxyName);
      proxies.removeToxic(proxy, find(proxy, name));
      return { status: 204 };
    },
  },
];

function find(proxy: FaultProxy, name: string): Toxic {
  const toxic = proxy.toxics.find((one) => one.name === name);
  if (toxic === undefined) throw notFound('toxic');
  return toxic;
}

function create(proxy: FaultProxy, body: unknown): Toxic {
  const { name, type, stream, toxicity, attributes, ttl, owner } = read(creation, body);
  const direction = directionOf(stream);
  const kind = toxicKinds.get(type);
  if (kind === undefined) throw invalidToxicType();
  const named = name === '' ? `${type}_${stream}` : name;
  if (proxy.toxics.some((one) => one.name === named)) throw alreadyExists('toxic');
  const effect = attempt(() => kind.make(attributes));
  return { name: named, type, stream, direction, toxicity, effect, ...(owner === undefined ? {} : { owner }), ...(ttl === undefined ? {} : { ttl }) };
}

function directionOf(stream: string): Direction {
  const direction = stream.toLowerCase();
  if (direction !== 'upstream' && direction !== 'downstream') throw invalidStream();
  return direction;
}

function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof z.ZodError ? badRequest(`attributes: ${explain(error)}`) : error;
  }
}
