import type { z } from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import type { Applied, Observation, Prepared } from '../../domain/plan.ts';
import { Refused } from '../../domain/refused.ts';
import type { InjectionId, Injector, InjectorPorts } from '../../ports/injector.ts';
import { addressOf, ttl } from '../proxy-address.ts';
import { proxiesAnswer, ruleAnswer } from './answers.ts';
import { Control } from './control.ts';
import { look, proxyGone } from './look.ts';
import { dark, preflight, unknown } from './preflight.ts';
import { restore } from './restore.ts';
import type { Action, RuleKeys } from './schema.ts';
import { manual, rulePath, rulesPath, subject, undoSchema, type Undo } from './undo.ts';

/** The acting part of both HTTP faults; `action` says what a spec makes of a request. */
export function ruleInjector<Spec extends RuleKeys>(ports: InjectorPorts, action: (spec: Spec) => Action): Injector<Spec> {
  const open = (json: JsonObject): readonly [Undo, Control] => {
    const undo = undoSchema.parse(json);
    return [undo, new Control(undo.api, ports)];
  };
  return {
    preflight: async ({ proxy }, signal) => {
      const address = addressOf(proxy, ports, 'embedded');
      return preflight(proxy, address, new Control(address.api, ports), signal);
    },
    prepare: async ({ proxy }, id, signal) => prepare(proxy, id, ports, signal),
    apply: async (spec, json, signal) => apply(...open(json), ruleOf(spec, action(spec)), signal),
    observe: async (json, signal) => observe(...open(json), signal),
    renew: async (json, signal) => renew(...open(json), signal),
    livesIn: (json) => undoSchema.parse(json).api,
    restore: async (json, signal) => restore(...open(json), ports.clock, signal),
  };
}

async function prepare(proxy: string, id: InjectionId, ports: InjectorPorts, signal: AbortSignal): Promise<Prepared> {
  const { api } = addressOf(proxy, ports, 'embedded');
  const all = await new Control(api, ports).get('/proxies', proxiesAnswer, signal);
  if (all.kind !== 'answered') throw new Refused([dark(proxy, all)]);
  if (!Object.hasOwn(all.value, proxy)) throw new Refused([unknown(proxy, Object.keys(all.value), api)]);
  const undo: Undo = { api, proxy, rule: `fd-${id.run}-${id.n}`, owner: id.run, seed: Math.floor(ports.random.next() * 2 ** 32) };
  return { targets: [`proxy ${proxy} at ${api}`], undo, manual: manual(undo) };
}

/** In the words of the proxy's API. */
function ruleOf({ match, share, exclude }: RuleKeys, action: Action): object {
  return { match: { methods: match.method, path: match.path, headers: match.header }, share, exclude, action };
}

async function apply(undo: Undo, control: Control, rule: object, signal: AbortSignal): Promise<Applied> {
  signal.throwIfAborted();
  const { rule: name, owner, seed } = undo;
  const call = await control.post(rulesPath(undo.proxy), { ...rule, name, owner, seed, ttl }, ruleAnswer, signal);
  switch (call.kind) {
    case 'answered':
      return { kind: 'applied' };
    case 'lost':
      return { kind: 'unclear', why: call.why };
    case 'refused':
      throw new Error(`Cannot inject ${subject(undo)}: the proxy refused it: ${call.error}. Look at it: curl ${control.api}${rulesPath(undo.proxy)}`);
  }
}

async function observe(undo: Undo, control: Control, signal: AbortSignal): Promise<Observation> {
  const sight = await look(undo, control, signal);
  switch (sight.kind) {
    case 'dark':
      return { presence: 'unknown', detail: sight.why };
    case 'gone':
      return { presence: 'absent', detail: proxyGone(undo) };
    case 'absent':
      return { presence: 'absent' };
    case 'seen':
      return counted(sight.rule.counters);
  }
}

function counted({ hit, matched, seen }: z.output<typeof ruleAnswer>['counters']): Observation {
  return { presence: 'present', hits: hit, detail: `${hit} hit of ${matched} matching of ${seen} seen` };
}

/** Throws where the lease could not be moved: the rule then lapses by itself. */
async function renew(undo: Undo, control: Control, signal: AbortSignal): Promise<void> {
  const call = await control.post(rulePath(undo), { ttl }, ruleAnswer, signal);
  if (call.kind === 'answered') return;
  throw new Error(`Cannot renew the lease of ${subject(undo)}: ${call.kind === 'lost' ? call.why : call.error}. It lapses by itself.`);
}
