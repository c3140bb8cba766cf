import { z } from 'zod';
import { ApiError, badRequest, missingField } from '../error.ts';
import type { Proxies } from '../proxies.ts';
import type { ProxyConfig } from '../proxy.ts';
import { read } from './body.ts';
import { type Answer, type Route } from './route.ts';
import { showProxy } from './show.ts';

const text = z.string('expected text');
const config = z.object({
  name: text.default(''),
  listen: text.default(''),
  upstream: text.default(''),
  enabled: z.boolean('expected true or false').default(true),
});
const change = z.object({ listen: text.optional(), upstream: text.optional(), enabled: z.boolean('expected true or false').optional() });

/** The proxies themselves. Source: Toxiproxy 2.12, api.go. */
export const proxyRoutes: readonly Route[] = [
  {
    method: ['GET'],
    path: ['proxies'],
    handle: async ({ proxies }) => ({ status: 200, body: Object.fromEntries(proxies.all.map((proxy) => [proxy.name, showProxy(proxy, proxies)])) }),
  },
  {
    method: ['POST'],
    path: ['proxies'],
    async handle({ proxies, body }) {
      const proxy = await proxies.create(complete(read(config, body())));
      return { status: 201, body: showProxy(proxy, proxies) };
    },
  },
  { method: ['POST'], path: ['populate'], handle: ({ proxies, body }) => populate(proxies, body()) },
  {
    method: ['POST'],
    path: ['reset'],
    async handle({ proxies }) {
      await proxies.reset();
      return { status: 204 };
    },
  },
  {
    method: ['GET'],
    path: ['proxies', ':proxy'],
    handle: async ({ proxies, names: [name] }) => ({ status: 200, body: showProxy(proxies.get(name), proxies) }),
  },
  {
    method: ['POST', 'PATCH'],
    path: ['proxies', ':proxy'],
    async handle({ proxies, names: [name], body }) {
      const proxy = proxies.get(name);
      const { listen, upstream, enabled } = read(change, body());
      const now = proxy.config;
      await proxies.update(proxy, { listen: listen ?? now.listen, upstream: upstream ?? now.upstream, enabled: enabled ?? now.enabled });
      return { status: 200, body: showProxy(proxy, proxies) };
    },
  },
  {
    method: ['DELETE'],
    path: ['proxies', ':proxy'],
    async handle({ proxies, names: [name] }) {
      await proxies.remove(name);
      return { status: 204 };
    },
  },
];

function complete(given: ProxyConfig, where = ''): ProxyConfig {
  if (given.name === '') throw missingField(`name${where}`);
  if (given.upstream === '') throw missingField(`upstream${where}`);
  return given;
}

/** All are checked before any is made; what was made before one failed stays, and is listed beside the error. */
async function populate(proxies: Proxies, body: unknown): Promise<Answer> {
  const made: object[] = [];
  try {
    if (!Array.isArray(body)) throw badRequest('expected a list of proxies');
    const wanted = body.map((one, index) => complete(read(config, one), ` at proxy ${index + 1}`));
    for (const one of wanted) made.push(showProxy(await proxies.createOrReplace(one), proxies));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, body: { error: error.message, status: error.status, proxies: orNull(made) } };
  }
  return { status: 201, body: { proxies: orNull(made) } };
}

// As Go writes an empty slice.
const orNull = (list: readonly object[]): readonly object[] | null => (list.length === 0 ? null : list);
