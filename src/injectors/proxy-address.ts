/** Where a proxy is controlled, which key excludes two runs on it, and which hosts a fault on it touches: the same for toxics and for rules. */
import { ms } from '../domain/units.ts';
import type { PlanContext, ProxyAddress } from '../ports/injector.ts';

/** Toxiproxy's own default (its README, "Using Toxiproxy"), and where `firedrill proxy` listens unless told otherwise. */
const defaultApi = 'http://127.0.0.1:8474';

/** What the embedded proxy holds for a run lapses this long after the last renewal. */
export const ttl = ms(20_000);

/** The proxy's address from the environment; one that it does not list is looked for at the default, and taken to be of this kind. */
export function addressOf(proxy: string, { proxies }: Pick<PlanContext, 'proxies'>, kind: ProxyAddress['kind']): ProxyAddress {
  const listed = Object.hasOwn(proxies, proxy) ? proxies[proxy] : undefined;
  const address: ProxyAddress = listed ?? { kind, api: defaultApi };
  return { ...address, api: address.api.replace(/\/+$/, '') };
}

/** The key of what one fault changes: the same for every spelling of this machine's loopback, so that two runs meet. */
export function lockOf(proxy: string, api: string): string {
  return `proxy:${api.replace(/^(https?:\/\/)(localhost|\[::1\])(?=[:/]|$)/, '$1127.0.0.1')}/${proxy}`;
}

/** The control address's host, and those of the proxy's two ends where they are known. */
export function hostsOf({ api, listen, upstream }: ProxyAddress): readonly string[] {
  const control = new URL(api).hostname;
  const ends = [listen, upstream].filter((end) => end !== undefined).map((end) => hostOf(end, control));
  return [...new Set([control, ...ends])];
}

/** `[::1]:80` → `[::1]`; a wildcard (`:80`, `0.0.0.0:80`) is the machine that the control address names. */
function hostOf(end: string, wildcard: string): string {
  const host = end.replace(/:\d+$/, '');
  return ['', '0.0.0.0', '[::]', '::'].includes(host) ? wildcard : host;
}
