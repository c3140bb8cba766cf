import type { Proxies } from '../proxies.ts';

interface Request {
  readonly proxies: Proxies;
  /** What stood for `:proxy` and for `:toxic` or `:rule`. */
  readonly names: readonly [string, string];
  /** The body as JSON; throws an ApiError of status 400. */
  readonly body: () => unknown;
}

export interface Answer {
  readonly status: number;
  /** JSON; absent where there is none. */
  readonly body?: object;
}

export interface Route {
  readonly method: readonly string[];
  /** Segments; one with a colon stands for any. */
  readonly path: readonly string[];
  handle(request: Request): Promise<Answer>;
}

/** The names in a path that fits, or `undefined`. */
export function fit(route: Route, segments: readonly string[]): readonly [string, string] | undefined {
  if (route.path.length !== segments.length) return undefined;
  const fits = route.path.every((wanted, index) => wanted.startsWith(':') || wanted === segments[index]);
  if (!fits) return undefined;
  const names = segments.filter((_, index) => route.path[index]?.startsWith(':'));
  return [names[0] ?? '', names[1] ?? ''];
}
