/** Looks, without changing anything, whether a proxy can take a rule and give it back. */
import type { z } from 'zod';
import type { Refusal } from '../../domain/plan.ts';
import type { ProxyAddress } from '../../ports/injector.ts';
import { anyVersionAnswer, proxiesAnswer, rulesAnswer, versionAnswer } from './answers.ts';
import type { Call, Control } from './control.ts';
import { rulesPath } from './undo.ts';

type Seen = z.output<typeof proxiesAnswer>[string];
type Named = { readonly name: string; readonly owner?: string | undefined };

export async function preflight(name: string, { upstream }: ProxyAddress, control: Control, signal: AbortSignal): Promise<readonly Refusal[]> {
  const other = await otherKind(name, control, signal);
  if (other !== undefined) return [other];
  const all = await control.get('/proxies', proxiesAnswer, signal);
  if (all.kind !== 'answered') return [dark(name, all)];
  const proxy = all.value[name];
  if (proxy === undefined) return [unknown(name, Object.keys(all.value), control.api)];
  return [disabled(name, proxy, control.api), elsewhere(name, proxy, upstream), await foreign(name, proxy, control, signal)].filter((one) => one !== undefined);
}

const start = 'Start it: firedrill proxy --config proxies.yaml';

export function dark(name: string, call: Exclude<Call<unknown>, { kind: 'answered' }>): Refusal {
  return { why: `proxy "${name}" cannot be looked at: ${call.kind === 'lost' ? call.why : call.error}.`, hint: start };
}

async function otherKind(name: string, control: Control, signal: AbortSignal): Promise<Refusal | undefined> {
  const ours = await control.get('/version', versionAnswer, signal);
  if (ours.kind === 'answered') return undefined;
  const any = await control.get('/version', anyVersionAnswer, signal);
  if (any.kind === 'answered') {
    return {
      why: `${control.api} is a Toxiproxy ${any.value.version}, and that knows no HTTP rules.`,
      hint: `Serve proxy "${name}" by firedrill proxy, which takes the same config and clients, or use a toxiproxy.* fault on it.`,
    };
  }
  return dark(name, any);
}

export function unknown(name: string, known: readonly string[], api: string): Refusal {
  const has = known.length === 0 ? 'It has none: create it there first.' : `It has: ${known.toSorted().join(', ')}.`;
  return { why: `there is no proxy "${name}" at ${api}.`, hint: has };
}

function disabled(name: string, { enabled }: Seen, api: string): Refusal | undefined {
  if (enabled) return undefined;
  return { why: `proxy "${name}" is disabled.`, hint: `Enable it: curl -X POST -d '{"enabled":true}' ${api}/proxies/${encodeURIComponent(name)}` };
}

/** The allowed hosts were checked against what the config says: where that is not true, nobody has allowed this. */
function elsewhere(name: string, proxy: Seen, upstream: string | undefined): Refusal | undefined {
  if (upstream === undefined || upstream === proxy.upstream) return undefined;
  return { why: `proxy "${name}" leads to ${proxy.upstream}, and the config says ${upstream}.`, hint: 'Correct the proxy, or its upstream in the config.' };
}

/** What a run that was never restored, or one of another machine, left on the proxy. */
async function foreign(name: string, { toxics }: Seen, control: Control, signal: AbortSignal): Promise<Refusal | undefined> {
  const rules = await control.get(rulesPath(name), rulesAnswer, signal);
  if (rules.kind !== 'answered')
    return { why: `the rules of proxy "${name}" cannot be looked at: ${rules.kind === 'lost' ? rules.why : rules.error}.`, hint: start };
  const isOurs = ({ name }: Named): boolean => /^fd-.+-\d+$/.test(name);
  const rule = rules.value.find(isOurs);
  const left = rule ?? toxics.find(isOurs);
  if (left === undefined) return undefined;
  const run = left.owner ?? left.name.replace(/^fd-/, '').replace(/-\d+$/, '');
  return {
    why: `${rule === undefined ? 'toxic' : 'rule'} "${left.name}" of another run is still on proxy "${name}".`,
    hint: `Restore that run first: firedrill restore ${run}`,
  };
}
