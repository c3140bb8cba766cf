/** The calls that put a fault on a proxy and take it back, as data. Never /reset or /populate, never the deletion of a proxy: they touch what is not ours. */
import type { Json } from '../../domain/json.ts';
import type { Undo } from './undo.ts';

export interface Write {
  /** The fault (`fd-<run>-<n>`) that the call puts in: until it has ended, nobody may believe that fault absent. */
  readonly opens?: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: Json;
}

export const proxyPath = (proxy: string): string => `/proxies/${encode(proxy)}`;

/** Also what encodeURIComponent leaves as it is, so that the path may stand unquoted in a shell. */
function encode(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const toxicPath = ({ proxy, name }: Undo): string => `${proxyPath(proxy)}/toxics/${encode(name)}`;

export function put(undo: Undo): Write {
  const { name, fault, proxy, ttl, owner } = undo;
  if (fault.kind === 'down') return { opens: name, method: 'POST', path: proxyPath(proxy), body: { enabled: false } };
  const { type, stream, toxicity, attributes } = fault;
  const lease = ttl === null ? {} : { ttl, owner };
  return { opens: name, method: 'POST', path: `${proxyPath(proxy)}/toxics`, body: { name, type, stream, toxicity, attributes, ...lease } };
}

export function takeBack(undo: Undo): Write {
  if (undo.fault.kind === 'down') return { method: 'POST', path: proxyPath(undo.proxy), body: { enabled: true } };
  return { method: 'DELETE', path: toxicPath(undo) };
}

/** Moves the lease; nothing where there is none. */
export function renewal(undo: Undo): Write | undefined {
  return undo.ttl === null ? undefined : { method: 'POST', path: toxicPath(undo), body: { ttl: undo.ttl } };
}

/** The same as `takeBack`, for a human with curl. */
export function manual(undo: Undo): string {
  const { method, path, body } = takeBack(undo);
  return `curl -X ${method}${body === undefined ? '' : ` -d '${JSON.stringify(body)}'`} ${undo.api}${path}`;
}

/** What the fault changed, in words. */
export function subject({ fault, name, proxy }: Undo): string {
  return fault.kind === 'down' ? `proxy "${proxy}"` : `toxic "${name}" on proxy "${proxy}"`;
}
