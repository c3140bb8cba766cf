/** Where a proxy is controlled, and which hosts a fault on it touches. */
import type { PlanContext, ProxyAddress } from '../../ports/injector.ts';

/** Toxiproxy's own default. Source: Toxiproxy README, "Using Toxiproxy". */
const defaultApi = 'http://127.0.0.1:8474';

/** The proxy's address from the environment; one that it does not list is looked for at Toxiproxy's default. */
export function addressOf(proxy: string, context: Pick<PlanContext, 'proxies'>): ProxyAddress {
  const listed = Object.hasOwn(context.proxies, proxy) ? context.proxies[proxy] : undefined;
  const address: ProxyAddress = listed ?? { kind: 'toxiproxy', api: defaultApi };
  return { ...address, api: address.api.replace(/\/+$/, '') };
}

/** The key of what one fault changes: the same for every spelling of this machine's loopback, so that two runs meet. */
export function lockOf(proxy: string, api: string): string {
  return `proxy:${api.replace(/^(https?:\/\/)(localhost|\[::1\])(?=[:/]|$)/, '$1127.0.0.1')}/${proxy}`;
}

/** The control address's host, and those of the proxy's two ends where they are known. */
export function hostsOf(address: ProxyAddress): readonly string[] {
  const control = new URL(address.api).hostname;
  const ends = [address.listen, address.upstream].filter((end) => end !== undefined).map((end) => hostOf(end, control));
  return [...new Set([control, ...ends])];
}

/** `[::1]:80` → `[::1]`; a wildcard (`:80`, `0.0.0.0:80`) is the machine that the control address names. */
function hostOf(end: string, wildcard: string): string {
  const host = end.replace(/:\d+$/, '');
  return ['', '0.0.0.0', '[::]', '::'].includes(host) ? wildcard : host;
}
