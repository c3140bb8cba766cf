/** Looks, without changing anything, whether a proxy can take a fault and give it back. */
import leven from 'leven';
import type { Refusal } from '../../domain/plan.ts';
import type { ProxyAddress } from '../../ports/injector.ts';
import { named, proxiesAnswer, type ProxyAnswer } from './answers.ts';
import type { Control } from './control.ts';
import { diagnose } from './look.ts';
import { proxyPath } from './writes.ts';

export async function preflight(name: string, address: ProxyAddress, control: Control, signal: AbortSignal): Promise<readonly Refusal[]> {
  const all = await control.get('/proxies', proxiesAnswer, signal);
  if (all.kind !== 'answered') return [dark(name, await diagnose(control, all, signal))];
  const proxy = named(all.value, name);
  if (proxy === undefined) return [unknown(name, Object.keys(all.value), control.api)];
  const kind = address.kind === 'embedded' ? await otherKind(control, signal) : undefined;
  return [kind, disabled(proxy, control.api), foreign(proxy), elsewhere(proxy, address)].filter((refusal) => refusal !== undefined);
}

export function dark(name: string, { why, hint }: Refusal): Refusal {
  return { why: `proxy "${name}" cannot be looked at: ${why}.`, hint };
}

function unknown(name: string, known: readonly string[], api: string): Refusal {
  const nearest = known.toSorted((a, b) => leven(a, name) - leven(b, name))[0];
  const why = `there is no proxy "${name}" at ${api}.`;
  if (nearest === undefined) return { why, hint: 'That server has no proxies at all: create it there first.' };
  const guess = leven(nearest, name) <= Math.max(2, name.length / 3) ? `Did you mean "${nearest}"? ` : '';
  return { why, hint: `${guess}It has: ${known.toSorted().join(', ')}.` };
}

export function disabled(proxy: ProxyAnswer, api: string): Refusal | undefined {
  if (proxy.enabled) return undefined;
  return {
    why: `proxy "${proxy.name}" is disabled already.`,
    hint: `Enable it: curl -X POST -d '{"enabled":true}' ${api}${proxyPath(proxy.name)}`,
  };
}

/** What a run that was never restored, or one of another machine, left on the proxy. */
function foreign(proxy: ProxyAnswer): Refusal | undefined {
  const toxic = proxy.toxics.find(({ name }) => /^fd-.+-\d+$/.test(name));
  if (toxic === undefined) return undefined;
  const run = toxic.name.replace(/^fd-/, '').replace(/-\d+$/, '');
  return { why: `toxic "${toxic.name}" of another run is still on proxy "${proxy.name}".`, hint: `Restore that run first: firedrill restore ${run}` };
}

/** The allowed hosts were checked against what the config says: where that is not true, nobody has allowed this. */
function elsewhere(proxy: ProxyAnswer, address: ProxyAddress): Refusal | undefined {
  if (address.upstream === undefined || address.upstream === proxy.upstream) return undefined;
  return {
    why: `proxy "${proxy.name}" leads to ${proxy.upstream}, and the config says ${address.upstream}.`,
    hint: 'Correct the proxy, or its upstream in the config.',
  };
}

/** The lease that the plan promises exists on the embedded proxy alone. */
async function otherKind(control: Control, signal: AbortSignal): Promise<Refusal | undefined> {
  const version = await control.version(signal);
  if (version.kind === 'answered' && version.value.includes('firedrill')) return undefined;
  return {
    why: `${control.api} is not firedrill's own proxy, and the config says kind: embedded.`,
    hint: 'Say kind: toxiproxy for it, or start it: firedrill proxy',
  };
}
