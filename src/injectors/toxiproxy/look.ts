/** Looks at one proxy, and says why where it cannot: a server that cannot be asked is never taken for one without a fault. */
import type { Refusal } from '../../domain/plan.ts';
import { named, proxiesAnswer, proxyAnswer, type ProxyAnswer } from './answers.ts';
import type { Call, Control } from './control.ts';
import { proxyPath } from './writes.ts';

export type Sight =
  | { readonly kind: 'seen'; readonly proxy: ProxyAnswer }
  /** The server is there, the proxy is not: removed, or the server was restarted without it. */
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'dark' } & Refusal);

export async function look(control: Control, name: string, signal: AbortSignal): Promise<Sight> {
  const one = await control.get(proxyPath(name), proxyAnswer, signal);
  if (one.kind === 'answered') return { kind: 'seen', proxy: one.value };
  if (one.kind === 'lost') return { kind: 'dark', ...(await diagnose(control, one, signal)) };
  // A 404 may be another server's that took the port: only a Toxiproxy that lists its proxies without this one has lost it.
  const all = await control.get('/proxies', proxiesAnswer, signal);
  if (all.kind !== 'answered') return { kind: 'dark', ...(await diagnose(control, all, signal)) };
  const listed = named(all.value, name);
  return listed === undefined ? { kind: 'gone' } : { kind: 'seen', proxy: listed };
}

/** Why a read failed, and the way out. */
export async function diagnose(control: Control, failed: Exclude<Call<unknown>, { kind: 'answered' }>, signal: AbortSignal): Promise<Refusal> {
  if (signal.aborted) return { why: `there was no time left to ask ${control.api}`, hint: 'Try again.' };
  const version = await control.version(signal);
  if (version.kind !== 'answered') return { why: `nothing answers at ${control.api}`, hint: 'Start Toxiproxy there, or correct the address of the proxy.' };
  if (failed.kind === 'lost' && failed.silent) return blocked;
  const said = failed.kind === 'refused' ? `status ${failed.status}` : failed.why;
  return { why: `${control.api} does not say what its proxies are (${said})`, hint: 'Check that this is the control address of a Toxiproxy.' };
}

/** While a toxic is added or removed, the server waits for every connection to take what it holds, and answers nobody about that proxy. */
const blocked: Refusal = {
  why: 'the server answers /version but not /proxies, some client is not reading',
  // Seen on 2.12: a client that is killed instead leaves the proxy locked until the server is restarted.
  hint: 'Let that client read on; if it is gone already, restart Toxiproxy.',
};
