import type { Applied, Observation, Prepared, Refusal } from '../../domain/plan.ts';
import type { JsonObject } from '../../domain/json.ts';
import { Refused, refuseIf } from '../../domain/refused.ts';
import type { InjectionId, Injector, InjectorPorts } from '../../ports/injector.ts';
import { addressOf, ttl } from '../proxy-address.ts';
import type { ProxyAnswer } from './answers.ts';
import { Control } from './control.ts';
import type { ProxyFault } from './fault.ts';
import { judge } from './judge.ts';
import { look } from './look.ts';
import { dark, disabled, preflight } from './preflight.ts';
import { restore } from './restore.ts';
import { undoSchema, type Undo } from './undo.ts';
import { manual, put, renewal, subject } from './writes.ts';

type Spec = JsonObject & { readonly proxy: string };

/** The acting part of every fault on a proxy; `fault` says what its spec makes of the proxy. */
export function proxyFaultInjector<S extends Spec>(ports: InjectorPorts, fault: (spec: S) => ProxyFault): Injector<S> {
  const controls = new Map<string, Control>();
  const control = (api: string): Control => {
    const known = controls.get(api) ?? new Control(api, ports.clock);
    controls.set(api, known);
    return known;
  };
  const open = (json: JsonObject): readonly [Undo, Control] => {
    const undo = undoSchema.parse(json);
    return [undo, control(undo.api)];
  };
  return {
    preflight: async ({ proxy }, signal) => {
      const address = addressOf(proxy, ports, 'toxiproxy');
      return preflight(proxy, address, control(address.api), signal);
    },
    prepare: async (spec, id, signal) => prepare(spec.proxy, fault(spec), id, ports, control(addressOf(spec.proxy, ports, 'toxiproxy').api), signal),
    apply: async (_spec, json, signal) => apply(...open(json), signal),
    observe: async (json, signal) => observe(...open(json), signal),
    renew: async (json, signal) => renew(...open(json), signal),
    livesIn: (json) => undoSchema.parse(json).api,
    restore: async (json, signal) => restore(...open(json), ports.clock, signal),
  };
}

async function prepare(name: string, fault: ProxyFault, id: InjectionId, ports: InjectorPorts, control: Control, signal: AbortSignal): Promise<Prepared> {
  const sight = await look(control, name, signal);
  if (sight.kind === 'gone') throw new Refused([{ why: `there is no proxy "${name}" at ${control.api}.`, hint: 'Create it there first.' }]);
  if (sight.kind === 'dark') throw new Refused([dark(name, sight)]);
  const leased = fault.kind === 'toxic' && addressOf(name, ports, 'toxiproxy').kind === 'embedded';
  const own = { api: control.api, proxy: name, name: `fd-${id.run}-${id.n}`, owner: id.run, ttl: leased ? ttl : null };
  const { listen, upstream, enabled, toxics } = sight.proxy;
  const undo: Undo = { ...own, before: { listen, upstream, enabled, toxics }, fault };
  refuseIf(occupied(undo, sight.proxy));
  return { targets: [`proxy ${name} at ${control.api}`], undo, manual: manual(undo) };
}

/** What is there already is not ours to put in, and would not be ours to take away. */
function occupied(undo: Undo, proxy: ProxyAnswer): readonly Refusal[] {
  const off = undo.fault.kind === 'down' ? disabled(proxy, undo.api) : undefined;
  if (off !== undefined) return [off];
  if (!proxy.toxics.some(({ name }) => name === undo.name)) return [];
  return [{ why: `${subject(undo)} is there already.`, hint: `Restore its run first: firedrill restore ${undo.owner}` }];
}

async function apply(undo: Undo, control: Control, signal: AbortSignal): Promise<Applied> {
  signal.throwIfAborted();
  const call = await control.write(put(undo), signal);
  switch (call.kind) {
    case 'answered':
      return { kind: 'applied' };
    case 'lost':
      return { kind: 'unclear', why: call.why };
    case 'refused':
      throw new Error(`Cannot inject ${subject(undo)}: ${refusals[call.status] ?? `the server refused it with status ${call.status}`}.`);
  }
}

const refusals: Readonly<Record<number, string>> = {
  404: 'the proxy is not on the server any more. Create it there first',
  409: 'one of that name is there already. Restore its run first',
};

async function observe(undo: Undo, control: Control, signal: AbortSignal): Promise<Observation> {
  const sight = await look(control, undo.proxy, signal);
  if (sight.kind === 'dark') return { presence: 'unknown', detail: sight.why };
  if (sight.kind === 'gone') return { presence: 'absent', detail: `proxy "${undo.proxy}" is not on the server any more` };
  const seen = judge(undo, sight.proxy);
  if (seen.kind === 'present') return { presence: 'present' };
  if (seen.kind === 'changed') return { presence: 'partly', detail: `someone changed it: ${seen.how}` };
  // A call that was given up may still come true: nobody may believe in its absence yet.
  return control.unsettled(undo.name) ? { presence: 'unknown', detail: 'the call that injects it is still under way' } : { presence: 'absent' };
}

/** Throws where the lease could not be moved: the toxic then lapses by itself. */
async function renew(undo: Undo, control: Control, signal: AbortSignal): Promise<void> {
  const write = renewal(undo);
  if (write === undefined) return;
  const call = await control.write(write, signal);
  if (call.kind === 'answered') return;
  throw new Error(`Cannot renew the lease of ${subject(undo)}: ${call.kind === 'refused' ? `status ${call.status}` : call.why}. It lapses by itself.`);
}
