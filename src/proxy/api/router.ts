import { ApiError } from '../error.ts';
import type { Proxies } from '../proxies.ts';
import { readJson } from './body.ts';
import { proxyRoutes } from './proxy-routes.ts';
import { fit, type Answer, type Route } from './route.ts';
import { ruleRoutes } from './rule-routes.ts';
import { toxicRoutes } from './toxic-routes.ts';

/** The version of Toxiproxy whose API this is, marked as ours: `+…` is build metadata, which comparing versions ignores (semver.org, 10). */
const version: Route = { method: ['GET'], path: ['version'], handle: async () => ({ status: 200, body: { version: '2.12.0+firedrill', firedrill: true } }) };
const routes: readonly Route[] = [version, ...proxyRoutes, ...toxicRoutes, ...ruleRoutes];

/** `text` instead of JSON where the original's router answers by itself. */
export type Reply = Answer | { readonly status: number; readonly text: string };

/** Answers one call of the control API; what it refuses is an answer too. */
export async function reply(proxies: Proxies, call: { readonly method: string; readonly path: string; readonly body: string }): Promise<Reply> {
  const segments = segmentsOf(call.path);
  const fitting = routes.flatMap((route) => {
    const names = fit(route, segments);
    return names === undefined ? [] : [{ route, names }];
  });
  if (fitting.length === 0) return { status: 404, text: '404 page not found\n' };
  const chosen = fitting.find(({ route }) => route.method.includes(call.method));
  if (chosen === undefined) return { status: 405, text: '' };
  try {
    return await chosen.route.handle({ proxies, names: chosen.names, body: () => readJson(call.body) });
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: { error: error.message, status: error.status } };
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error), status: 500 } };
  }
}

function segmentsOf(path: string): readonly string[] {
  try {
    return path.replace(/\?.*$/, '').split('/').slice(1).map(decodeURIComponent);
  } catch {
    return [];
  }
}
