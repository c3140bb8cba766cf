import type { PlanContext, ProxyAddress } from '../../ports/injector.ts';

/** Where `firedrill proxy` listens unless told otherwise. */
const defaultApi = 'http://127.0.0.1:8474';

/** The proxy's address from the environment; one that it does not list is looked for at the default. */
export function addressOf(proxy: string, { proxies }: Pick<PlanContext, 'proxies'>): ProxyAddress {
  const listed = Object.hasOwn(proxies, proxy) ? proxies[proxy] : undefined;
  const address = listed ?? { kind: 'embedded', api: defaultApi };
  return { ...address, api: address.api.replace(/\/+$/, '') };
}

/** The key of a proxy, the same as toxics on it take, and the same for every spelling of this machine's loopback. */
export function lockOf(proxy: string, api: string): string {
  return `proxy:${api.replace(/^(https?:\/\/)(localhost|\[::1\])(?=[:/]|$)/, '$1127.0.0.1')}/${proxy}`;
}

/** The control address's host, and those of the proxy's two ends where they are known. */
export function hostsOf({ api, listen, upstream }: ProxyAddress): readonly string[] {
  const control = new URL(api).hostname;
  const ends = [listen, upstream].filter((end) => end !== undefined).map((end) => end.replace(/:\d+$/, ''));
  // An end on every interface is on the machine that the control address names.
  return [...new Set([control, ...ends.map((host) => (['', '0.0.0.0', '[::]', '::'].includes(host) ? control : host))])];
}
