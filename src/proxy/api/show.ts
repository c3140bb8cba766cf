import type { Proxies } from '../proxies.ts';
import type { FaultProxy } from '../proxy.ts';
import type { Toxic } from '../toxic.ts';

/** A toxic as the original shows it, with the lease and the owner that it may have here. */
export function showToxic(toxic: Toxic, proxies: Proxies): object {
  const { name, type, stream, toxicity, owner, ttl, effect } = toxic;
  const lease = ttl === undefined ? {} : { ttl, remaining: proxies.remaining(toxic) };
  return { attributes: effect.attributes, name, type, stream, toxicity, ...(owner === undefined ? {} : { owner }), ...lease };
}

/** A proxy with its toxics. */
export function showProxy(proxy: FaultProxy, proxies: Proxies): object {
  return { ...proxy.config, toxics: proxy.toxics.map((toxic) => showToxic(toxic, proxies)) };
}
